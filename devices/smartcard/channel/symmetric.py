"""The symmetric side of secure messaging: cipher suites, key derivation, encryption, checksums.

ICAO 9303-11, section 9.7 (key derivation) and 9.8 (secure messaging); BSI TR-03110-3, A.2.3 and F.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from hashlib import sha1, sha256

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.cmac import CMAC

CHECKSUM_SIZE = 8


class Purpose(IntEnum):
    """The counter of the key derivation function (ICAO 9303-11, section 9.7.1)."""

    ENCRYPTION = 1
    CHECKSUM = 2
    PACE_PASSWORD = 3


@dataclass(frozen=True, slots=True)
class SuiteParameters:
    """What distinguishes a suite: block and key size in bytes, and the cipher."""

    block: int
    key: int
    algorithm: Callable[[bytes], BlockCipherAlgorithm]


class Suite(Enum):
    """The ciphers that secure messaging knows; two-key 3DES and AES."""

    DES3 = SuiteParameters(8, 16, TripleDES)
    AES128 = SuiteParameters(16, 16, AES)
    AES192 = SuiteParameters(16, 24, AES)
    AES256 = SuiteParameters(16, 32, AES)

    @property
    def block(self) -> int:
        """Bytes of a cipher block."""
        return self.value.block

    def derive(self, secret: bytes, purpose: Purpose) -> bytes:
        """A key of this suite out of a shared secret (ICAO 9303-11, section 9.7.1)."""
        # SHA-1 is what the standard names for keys of 128 bits: no collision matters here.
        digest = sha1 if self.value.key <= 16 else sha256
        key = digest(secret + purpose.to_bytes(4, "big")).digest()[: self.value.key]
        return _with_odd_parity(key) if self is Suite.DES3 else key

    def encrypt(self, key: bytes, data: bytes, initial: bytes | None = None) -> bytes:
        """CBC over whole blocks; `initial` is the initialisation vector, zeros by default."""
        encryptor = Cipher(self._cipher(key), CBC(initial or bytes(self.block))).encryptor()
        return encryptor.update(data) + encryptor.finalize()

    def decrypt(self, key: bytes, data: bytes, initial: bytes | None = None) -> bytes:
        """The inverse of `encrypt`.

        Raises:
            ValueError: The data are no whole blocks.
        """
        decryptor = Cipher(self._cipher(key), CBC(initial or bytes(self.block))).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    def encrypt_block(self, key: bytes, block: bytes) -> bytes:
        """One block, for the initialisation vector of AES (ICAO 9303-11, section 9.8.6.1)."""
        encryptor = Cipher(self._cipher(key), ECB()).encryptor()  # noqa: S305 - one block: there is no mode to speak of
        return encryptor.update(block) + encryptor.finalize()

    def checksum(self, key: bytes, data: bytes) -> bytes:
        """Eight bytes over data that are padded already: CMAC for AES, the retail MAC for 3DES.

        The retail MAC is ISO/IEC 9797-1 MAC algorithm 3 with DES and zero initialisation vector.
        """
        if self is not Suite.DES3:
            mac = CMAC(AES(key))
            mac.update(data)
            return mac.finalize()[:CHECKSUM_SIZE]
        single = key[:8]
        chained = bytes(8)
        if len(data) > 8:
            encryptor = Cipher(TripleDES(single * 3), CBC(chained)).encryptor()
            chained = encryptor.update(data[:-8])[-8:]
        last = bytes(one ^ other for one, other in zip(chained, data[-8:], strict=True))
        return self.encrypt_block(key, last)

    def token(self, key: bytes, data: bytes) -> bytes:
        """The checksum of data of any length: CMAC pads for itself, the retail MAC needs padding method 2."""
        return self.checksum(key, pad(data, self.block) if self is Suite.DES3 else data)

    def _cipher(self, key: bytes) -> BlockCipherAlgorithm:
        # Two-key 3DES is given to the library as K1 ‖ K2 ‖ K1.
        return self.value.algorithm(key + key[:8] if self is Suite.DES3 else key)


def pad(data: bytes, block: int) -> bytes:
    """Padding method 2 of ISO/IEC 9797-1: 80, then zeros to whole blocks."""
    return data + b"\x80" + bytes(-(len(data) + 1) % block)


def unpad(data: bytes) -> bytes:
    """Without the padding of `pad`.

    Raises:
        ValueError: It is not padded so.
    """
    stripped = data.rstrip(b"\0")
    if not stripped.endswith(b"\x80"):
        raise ValueError("not padded")
    return stripped[:-1]


def _with_odd_parity(key: bytes) -> bytes:
    return bytes(byte & 0xFE | (bin(byte >> 1).count("1") + 1) % 2 for byte in key)
