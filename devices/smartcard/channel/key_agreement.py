"""Diffie-Hellman over curves and over integers, with PACE's generic mapping (ICAO 9303-11, section 4.4.3.3)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from devices.smartcard.domain_parameters import STANDARDIZED, Group
from devices.smartcard.elliptic_curves import Curve, Point

RandomBytes = Callable[[int], bytes]
system_random: RandomBytes = secrets.token_bytes


class KeyAgreement(Protocol):
    """One set of domain parameters. Public keys travel as bytes and are checked where they arrive."""

    def new_secret(self, random: RandomBytes) -> int:
        """A fresh private key."""

    def public(self, secret: int) -> bytes:
        """The public key of a private one."""

    def shared(self, secret: int, public: bytes) -> bytes:
        """The shared secret: the x-coordinate, or the integer, in its full length.

        Raises:
            ValueError: The other side's public key is none of these parameters, or gives nothing secret.
        """

    def mapped(self, nonce: bytes, secret: int, public: bytes) -> "KeyAgreement":
        """These parameters with the generator that a nonce and a first agreement give.

        Raises:
            ValueError: As for `shared`.
        """


@dataclass(frozen=True, slots=True)
class CurveAgreement:
    """Agreement over an elliptic curve, with a generator of its own."""

    curve: Curve
    generator: Point

    def new_secret(self, random: RandomBytes) -> int:
        """See `KeyAgreement`."""
        return _below(self.curve.n, random)

    def public(self, secret: int) -> bytes:
        """See `KeyAgreement`; uncompressed point."""
        return self.curve.encode(self._multiple(secret, self.generator))

    def shared(self, secret: int, public: bytes) -> bytes:
        """See `KeyAgreement`."""
        return self._multiple(secret, self.curve.decode(public)).x.to_bytes(self.curve.size, "big")

    def mapped(self, nonce: bytes, secret: int, public: bytes) -> "CurveAgreement":
        """Its generator is s·G + H, where H is the point of a first agreement."""
        shared = self._multiple(secret, self.curve.decode(public))
        generator = self.curve.add(self.curve.multiply(int.from_bytes(nonce, "big"), self.generator), shared)
        if generator is None:
            raise ValueError("the mapped generator is the point at infinity")
        return CurveAgreement(self.curve, generator)

    def _multiple(self, scalar: int, point: Point) -> Point:
        product = self.curve.multiply(scalar, point)
        if product is None:
            raise ValueError("the point at infinity")
        return product


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Agreement over the integers modulo a prime."""

    group: Group
    generator: int

    def new_secret(self, random: RandomBytes) -> int:
        """See `KeyAgreement`."""
        return _below(self.group.q or self.group.p - 1, random)

    def public(self, secret: int) -> bytes:
        """See `KeyAgreement`; as long as the prime."""
        return pow(self.generator, secret, self.group.p).to_bytes(self.group.size, "big")

    def shared(self, secret: int, public: bytes) -> bytes:
        """See `KeyAgreement`."""
        return self._power(public, secret).to_bytes(self.group.size, "big")

    def mapped(self, nonce: bytes, secret: int, public: bytes) -> "GroupAgreement":
        """Its generator is g^s · h, where h is the integer of a first agreement."""
        p = self.group.p
        generator = pow(self.generator, int.from_bytes(nonce, "big"), p) * self._power(public, secret) % p
        if generator in {0, 1, p - 1}:
            raise ValueError("the mapped generator gives nothing secret")
        return GroupAgreement(self.group, generator)

    def _power(self, public: bytes, secret: int) -> int:
        """Raises a public key after having checked that it is in the subgroup (RFC 2631, section 2.1.5)."""
        p, q = self.group.p, self.group.q
        value = int.from_bytes(public, "big")
        if not 1 < value < p - 1 or (q and pow(value, q, p) != 1):
            raise ValueError("not a public key of this group")
        power = pow(value, secret, p)
        if power in {1, p - 1}:
            raise ValueError("the shared secret is none")
        return power


def standardized(parameter_id: int) -> KeyAgreement | None:
    """The agreement over standardized domain parameters (ICAO 9303-11, table 6); None for an id without any."""
    parameters = STANDARDIZED.get(parameter_id)
    if parameters is None:
        return None
    if isinstance(parameters, Group):
        return GroupAgreement(parameters, parameters.g)
    return CurveAgreement(parameters, parameters.generator)


def _below(order: int, random: RandomBytes) -> int:
    """A number from 1 to order - 1, every one as likely as the next."""
    size = (order.bit_length() + 7) // 8
    mask = (1 << order.bit_length()) - 1
    while True:
        value = int.from_bytes(random(size), "big") & mask
        if 0 < value < order:
            return value
