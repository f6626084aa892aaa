"""An officer's card in software: the PIV application with a PIN, a certificate and its private key.

It keeps to SP 800-73-5, part 2, where a program can tell: the PIN's counter, which no reset gives back; commands in
parts; answers that are fetched in parts; a signature only while the PIN is verified.
"""

import gzip
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from devices.errors import CodedError
from devices.simulated.chip.chip import ChipLost
from devices.smartcard.tlv import encode_tlv, read_tlv

AID = bytes.fromhex("A000000308000010000100")
MOST_TRIES = 3
ANSWER_PART = 256
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def certificate_of(key: PrivateKey, name: str, begin: datetime, days: int = 1000) -> bytes:
    """A certificate that the key made for itself, in DER."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
    )
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass
class SimulatedPivCard:
    """The card.

    Attributes:
        key: Private key 9A.
        certificate: DER, in its container; b"" for none.
        pin: Six to eight digits.
        signer: The key that really signs: another one for a forged card.
        packed: Whether the certificate lies there packed.
        lost_at: Exchange at which the card leaves the reader; 0 for never.
        tries: Wrong PINs that are left.
        seen: Every command that it was given.
    """

    key: PrivateKey
    certificate: bytes
    pin: str = "123456"
    signer: PrivateKey | None = None
    packed: bool = False
    lost_at: int = 0
    tries: int = MOST_TRIES
    seen: list[bytes] = field(default_factory=list)
    atr: bytes = bytes.fromhex("3BF81300008131FE15597562696B657934D4")
    _selected: bool = False
    _verified: bool = False
    _parts: bytes = b""
    _rest: bytes = b""

    @property
    def public_key(self) -> bytes:
        """DER SubjectPublicKeyInfo of key 9A."""
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def power_on(self) -> None:
        """Every session begins anew."""
        self._selected = self._verified = False
        self._parts = self._rest = b""

    def power_off(self) -> None:
        """The card is out."""
        self.power_on()

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """One exchange.

        Raises:
            ChipLost: The card was pulled.
        """
        self.seen.append(command)
        if self.lost_at and len(self.seen) >= self.lost_at:
            raise ChipLost
        cla, ins, p1, p2 = command[:4]
        data = command[5 : 5 + command[4]] if len(command) > 5 else b""
        if ins == 0xC0:
            return self._next()
        if cla == 0x10:
            self._parts += data
            return b"", 0x9000
        data, self._parts = self._parts + data, b""
        try:
            answer, status = self._answer(ins, p1, p2, data)
        except CodedError:
            return b"", 0x6A80
        if status != 0x9000 or len(answer) <= ANSWER_PART:
            return answer, status
        self._rest = answer
        return self._next()

    def _next(self) -> tuple[bytes, int]:
        part, self._rest = self._rest[:ANSWER_PART], self._rest[ANSWER_PART:]
        return part, 0x6100 | min(len(self._rest), 0xFF) if self._rest else 0x9000

    def _answer(self, ins: int, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        if ins == 0xA4:
            self._selected = bool(data) and AID.startswith(data)
            return (encode_tlv(0x61, encode_tlv(0x4F, AID[5:])), 0x9000) if self._selected else (b"", 0x6A82)
        if not self._selected:
            return b"", 0x6D00
        if ins == 0x20 and p2 == 0x80:
            return b"", self._verify(data)
        if ins == 0xCB:
            return self._object(data)
        if ins == 0x87 and p2 == 0x9A:
            return self._sign(p1, data)
        return b"", 0x6D00

    def _verify(self, data: bytes) -> int:
        if not data:
            return 0x9000 if self._verified else self._left()
        if self.tries == 0:
            return 0x6983
        if len(data) != 8:
            return 0x6A80
        self._verified = data == self.pin.encode().ljust(8, b"\xff")
        self.tries = MOST_TRIES if self._verified else self.tries - 1
        return 0x9000 if self._verified else self._left()

    def _left(self) -> int:
        return 0x63C0 | self.tries if self.tries else 0x6983

    def _object(self, data: bytes) -> tuple[bytes, int]:
        if data != bytes.fromhex("5C035FC105") or not self.certificate:
            return b"", 0x6A82
        content = gzip.compress(self.certificate) if self.packed else self.certificate
        info = encode_tlv(0x71, bytes((self.packed,)))
        return encode_tlv(0x53, encode_tlv(0x70, content) + info + encode_tlv(0xFE, b"")), 0x9000

    def _sign(self, algorithm: int, data: bytes) -> tuple[bytes, int]:
        if not self._verified:
            return b"", 0x6982
        parts = {each.tag: each.value for each in read_tlv(data, 0x7C).children()}
        block, key = parts.get(0x81, b""), self.signer or self.key
        if isinstance(key, rsa.RSAPrivateKey):
            if algorithm != 0x07 or len(block) != 256:
                return b"", 0x6A80
            numbers = key.private_numbers()
            raised = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
            return encode_tlv(0x7C, encode_tlv(0x82, raised.to_bytes(256, "big"))), 0x9000
        if algorithm != 0x11 or len(block) != 32:
            return b"", 0x6A80
        signature = key.sign(block, ec.ECDSA(Prehashed(hashes.SHA256())))
        return encode_tlv(0x7C, encode_tlv(0x82, signature)), 0x9000
