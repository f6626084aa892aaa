"""Curve arithmetic against `cryptography` where it has the curve, and against the group's own laws where it has not."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices.smartcard.domain_parameters import CURVES, CURVES_BY_OID, STANDARDIZED, Group
from devices.smartcard.elliptic_curves import Curve, Point

KNOWN = {
    "secp192r1": ec.SECP192R1(),
    "secp224r1": ec.SECP224R1(),
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}
every_curve = pytest.mark.parametrize("curve", CURVES.values(), ids=list(CURVES))


@every_curve
def test_the_order_ends_at_infinity_and_the_generator_is_on_the_curve(curve: Curve) -> None:
    assert curve.contains(curve.generator)
    assert curve.multiply(curve.n, curve.generator) is None
    minus = curve.multiply(curve.n - 1, curve.generator)
    assert minus == Point(curve.gx, curve.p - curve.gy)
    assert curve.add(minus, curve.generator) is None
    assert curve.add(None, curve.generator) == curve.generator
    assert curve.add(curve.generator, None) == curve.generator


@every_curve
def test_sums_and_multiples_agree(curve: Curve) -> None:
    one, other = secrets.randbelow(curve.n), secrets.randbelow(curve.n)
    left = curve.add(curve.multiply(one, curve.generator), curve.multiply(other, curve.generator))
    assert left == curve.multiply(one + other, curve.generator)
    assert curve.add(curve.generator, curve.generator) == curve.multiply(2, curve.generator)
    walked = None
    for factor in range(1, 40):
        walked = curve.add(walked, curve.generator)
        assert walked == curve.multiply(factor, curve.generator)


@pytest.mark.parametrize("name", KNOWN)
def test_multiples_are_those_of_cryptography(name: str) -> None:
    curve = CURVES[name]
    for _ in range(5):
        secret = 1 + secrets.randbelow(curve.n - 1)
        theirs = ec.derive_private_key(secret, KNOWN[name]).public_key().public_numbers()
        point = curve.multiply(secret, curve.generator)
        assert point == Point(theirs.x, theirs.y)


@every_curve
def test_points_travel_uncompressed_and_only_good_ones_arrive(curve: Curve) -> None:
    point = curve.multiply(12345, curve.generator)
    assert point is not None
    encoded = curve.encode(point)
    assert len(encoded) == 1 + 2 * curve.size
    assert curve.decode(encoded) == point
    off_curve = encoded[:-1] + bytes([encoded[-1] ^ 1])
    for bad in (b"", encoded[:-1], encoded + b"\0", b"\x02" + encoded[1:], off_curve):
        with pytest.raises(ValueError, match="curve"):
            curve.decode(bad)
    assert not curve.contains(Point(point.x + curve.p, point.y))


def test_the_standardized_ids_are_those_of_the_standard() -> None:
    assert sorted(STANDARDIZED) == [0, 1, 2, *range(8, 19)]
    assert STANDARDIZED[13] is CURVES["brainpoolP256r1"]
    assert CURVES_BY_OID["1.3.36.3.3.2.8.1.1.7"].name == "brainpoolP256r1"
    for number, bits, order_bits in ((0, 1024, 160), (1, 2048, 224), (2, 2048, 256)):
        group = STANDARDIZED[number]
        assert isinstance(group, Group)
        assert (group.p.bit_length(), group.q.bit_length()) == (bits, order_bits)
        assert pow(group.g, group.q, group.p) == 1
        assert (group.p - 1) % group.q == 0
