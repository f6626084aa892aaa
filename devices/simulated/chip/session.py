"""Secure messaging as the chip does it (ICAO 9303-11, section 9.8)."""

from dataclasses import dataclass
from hashlib import sha1, sha256

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from devices.simulated.chip.der import objects, tlv

KEY_SIZES = {"3des": 16, "aes128": 16, "aes192": 24, "aes256": 32}


class SessionBrokenError(Exception):
    """What came does not fit the session.

    Attributes:
        status: The status word that says so.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


def key_from(secret: bytes, counter: int, cipher: str) -> bytes:
    """The key derivation of section 9.7.1: counter 1 encrypts, 2 authenticates, 3 is PACE's password."""
    material = secret + bytes([0, 0, 0, counter])
    if cipher == "3des":
        raw = sha1(material, usedforsecurity=False).digest()[:16]
        # The lowest bit of each byte makes the number of ones odd.
        return bytes((byte & ~1) | (1 - (byte & ~1).bit_count() % 2) for byte in raw)
    if cipher == "aes128":
        return sha1(material, usedforsecurity=False).digest()[:16]
    return sha256(material).digest()[: KEY_SIZES[cipher]]


def encrypted(cipher: str, key: bytes, data: bytes, vector: bytes) -> bytes:
    """CBC."""
    work = Cipher(_algorithm(cipher, key), modes.CBC(vector)).encryptor()
    return work.update(data) + work.finalize()


def decrypted(cipher: str, key: bytes, data: bytes, vector: bytes) -> bytes:
    """CBC, back."""
    work = Cipher(_algorithm(cipher, key), modes.CBC(vector)).decryptor()
    return work.update(data) + work.finalize()


def authenticated(cipher: str, key: bytes, data: bytes) -> bytes:
    """Eight bytes over data of any length; the retail MAC pads with 80 00…, CMAC takes them as they are."""
    if cipher != "3des":
        work = cmac.CMAC(algorithms.AES(key))
        work.update(data)
        return work.finalize()[:8]
    data = padded(data, 8)
    state = bytes(8)
    one, two = key[:8], key[8:]
    for start in range(0, len(data), 8):
        mixed = bytes(a ^ b for a, b in zip(state, data[start : start + 8], strict=True))
        state = _single(one, mixed, back=False)
    return _single(one, _single(two, state, back=True), back=False)


def padded(data: bytes, block: int) -> bytes:
    """80, then zeros, to whole blocks."""
    data += b"\x80"
    while len(data) % block:
        data += b"\0"
    return data


def unpadded(data: bytes) -> bytes:
    """What stands before the last 80."""
    end = data.rfind(b"\x80")
    if end < 0 or any(data[end + 1 :]):
        raise SessionBrokenError(0x6988)
    return data[:end]


@dataclass(slots=True)
class Session:
    """One session: keys, and the counter that goes up with every message.

    Attributes:
        cipher: A name of `KEY_SIZES`.
        encrypt_key: For the data.
        check_key: For the checksums.
        counter: The send sequence counter.
    """

    cipher: str
    encrypt_key: bytes
    check_key: bytes
    counter: int = 0

    @property
    def block(self) -> int:
        """Bytes of a cipher block."""
        return 8 if self.cipher == "3des" else 16

    def opened(self, header: bytes, body: bytes, *, odd: bool) -> tuple[bytes, int | None]:
        """The data and the expected length of a protected command.

        Raises:
            SessionBrokenError: An object is missing, 6987, or the checksum is wrong, 6988.
        """
        self.counter += 1
        try:
            parts = list(objects(body))
        except ValueError as error:
            raise SessionBrokenError(0x6988) from error
        found = {tag: value for tag, value, _ in parts}
        if 0x8E not in found or parts[-1][0] != 0x8E:
            raise SessionBrokenError(0x6987)
        covered = self._counter() + padded(header, self.block)
        inner = b"".join(whole for tag, _, whole in parts if tag in {0x85, 0x87, 0x97})
        covered += padded(inner, self.block) if inner else b""
        if self._checksum(covered) != found[0x8E]:
            raise SessionBrokenError(0x6988)
        cryptogram = found.get(0x85 if odd else 0x87)
        if cryptogram is None:
            data = b""
        else:
            if not odd and cryptogram[:1] != b"\x01":
                raise SessionBrokenError(0x6988)
            data = self._decrypted(cryptogram if odd else cryptogram[1:])
        expected = found.get(0x97)
        if expected is None:
            return data, None
        return data, int.from_bytes(expected, "big") or (256 if len(expected) == 1 else 65_536)

    def closed(self, data: bytes, status: int, *, odd: bool) -> bytes:
        """A protected answer, without the status word that follows it."""
        self.counter += 1
        out = b""
        if data:
            vector = self._vector()
            cryptogram = encrypted(self.cipher, self.encrypt_key, padded(data, self.block), vector)
            out = tlv(0x85, cryptogram) if odd else tlv(0x87, b"\x01", cryptogram)
        out += tlv(0x99, status.to_bytes(2, "big"))
        return out + tlv(0x8E, self._checksum(self._counter() + padded(out, self.block)))

    def _checksum(self, padded_data: bytes) -> bytes:
        if self.cipher == "3des":  # `authenticated` pads once more: take off what is there
            return authenticated("3des", self.check_key, unpadded(padded_data))
        return authenticated(self.cipher, self.check_key, padded_data)

    def _decrypted(self, cryptogram: bytes) -> bytes:
        if not cryptogram or len(cryptogram) % self.block:
            raise SessionBrokenError(0x6988)
        return unpadded(decrypted(self.cipher, self.encrypt_key, cryptogram, self._vector()))

    def _counter(self) -> bytes:
        return (self.counter % (1 << 8 * self.block)).to_bytes(self.block, "big")

    def _vector(self) -> bytes:
        if self.cipher == "3des":
            return bytes(8)
        return encrypted(self.cipher, self.encrypt_key, self._counter(), bytes(16))


def session_from(secret: bytes, cipher: str, counter: int = 0) -> Session:
    """A session out of a shared secret."""
    return Session(cipher, key_from(secret, 1, cipher), key_from(secret, 2, cipher), counter)


def _algorithm(cipher: str, key: bytes) -> TripleDES | algorithms.AES:
    return TripleDES(key + key[:8]) if cipher == "3des" else algorithms.AES(key)


def _single(key: bytes, block: bytes, *, back: bool) -> bytes:
    """DES, as 3DES with three equal keys."""
    cipher = Cipher(TripleDES(key * 3), modes.ECB())  # noqa: S305 - one block
    work = cipher.decryptor() if back else cipher.encryptor()
    return work.update(block) + work.finalize()
