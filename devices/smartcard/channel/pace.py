"""PACE with generic mapping (ICAO 9303-11, section 4.4): a short password, and no way to guess it from outside."""

import hmac
from dataclasses import dataclass

from devices.smartcard.apdu import Channel, Command, Instruction, StatusWord, wrong_password
from devices.smartcard.channel.key_agreement import (
    CurveAgreement,
    KeyAgreement,
    RandomBytes,
    standardized,
    system_random,
)
from devices.smartcard.channel.object_identifiers import encode_oid
from devices.smartcard.channel.passwords import Can, Password
from devices.smartcard.channel.secure_messaging import SessionKeys
from devices.smartcard.channel.symmetric import Purpose, Suite
from devices.smartcard.datagroups.security_infos import PaceInfo
from devices.smartcard.errors import AccessError, DataGroupError, WrongPasswordError
from devices.smartcard.tlv import encode_tlv, read_tlvs

ID_PACE = "0.4.0.127.0.7.2.2.4"
GENERIC_MAPPINGS = {"1": "DH", "2": "ECDH"}
SUITES = {"1": Suite.DES3, "2": Suite.AES128, "3": Suite.AES192, "4": Suite.AES256}
DYNAMIC_DATA = 0x7C
PUBLIC_KEY = 0x7F49
_CHAINED = 0x10
_MRZ, _CAN = 1, 2  # password references (ICAO 9303-11, table 5)


@dataclass(frozen=True, slots=True)
class PaceProtocol:
    """A PACE variant that can be carried out here.

    Attributes:
        oid: Its object identifier, dotted.
        suite: The ciphers of the session.
        agreement: Its domain parameters.
        parameter_id: Their id among the standardized ones.
    """

    oid: str
    suite: Suite
    agreement: KeyAgreement
    parameter_id: int


def supported(info: PaceInfo) -> PaceProtocol | None:
    """The variant of an announcement; None where it is not generic mapping over standardized parameters."""
    prefix, _, rest = info.oid.partition(ID_PACE + ".")
    mapping, _, cipher = rest.partition(".")
    if prefix or mapping not in GENERIC_MAPPINGS or cipher not in SUITES or info.parameter_id is None:
        return None
    agreement = standardized(info.parameter_id)
    if agreement is None or isinstance(agreement, CurveAgreement) != (GENERIC_MAPPINGS[mapping] == "ECDH"):
        return None
    return PaceProtocol(info.oid, SUITES[cipher], agreement, info.parameter_id)


def select_pace(channel: Channel, protocol: PaceProtocol, password: Password, *, name_parameters: bool) -> int:
    """MSE:Set AT (section 4.4.4.1); the status word. The parameters' id must be named where a chip offers several."""
    data = encode_tlv(0x80, encode_oid(protocol.oid))
    data += encode_tlv(0x83, bytes((_CAN if isinstance(password, Can) else _MRZ,)))
    if name_parameters:
        data += encode_tlv(0x84, bytes((protocol.parameter_id,)))
    return channel.send(Command(Instruction.MANAGE_SECURITY_ENVIRONMENT, 0xC1, 0xA4, data)).status


def agree(
    channel: Channel, protocol: PaceProtocol, password: Password, random: RandomBytes = system_random
) -> SessionKeys:
    """The four steps of GENERAL AUTHENTICATE (section 4.4.4.2), once the protocol is selected.

    Raises:
        WrongPasswordError: The chip has another password.
        AccessError: The chip does not follow the protocol.
        StatusError: It refused a step.
    """
    try:
        return _Run(channel, protocol, random).carry_out(password)
    except ValueError as error:
        raise AccessError("CHIP-022") from error


class _Run:
    """One execution of the protocol."""

    def __init__(self, channel: Channel, protocol: PaceProtocol, random: RandomBytes) -> None:
        self._channel = channel
        self._protocol = protocol
        self._random = random

    def carry_out(self, password: Password) -> SessionKeys:
        suite, first = self._protocol.suite, self._protocol.agreement
        password_key = suite.derive(password.secret, Purpose.PACE_PASSWORD)
        nonce = suite.decrypt(password_key, self._step(b"", 0x80))
        secret = first.new_secret(self._random)
        own = first.public(secret)
        theirs = self._step(encode_tlv(0x81, own), 0x82)
        _must_differ(own, theirs)
        second = first.mapped(nonce, secret, theirs)
        secret = second.new_secret(self._random)
        own = second.public(secret)
        theirs = self._step(encode_tlv(0x83, own), 0x84)
        _must_differ(own, theirs)
        shared = second.shared(secret, theirs)
        keys = SessionKeys(
            suite,
            suite.derive(shared, Purpose.ENCRYPTION),
            suite.derive(shared, Purpose.CHECKSUM),
            bytes(suite.block),
        )
        self._exchange_tokens(keys, own, theirs)
        return keys

    def _exchange_tokens(self, keys: SessionKeys, own: bytes, theirs: bytes) -> None:
        ours = keys.suite.token(keys.checksum, self._public_key(theirs))
        token = self._step(encode_tlv(0x85, ours), 0x86, last=True)
        if not hmac.compare_digest(token, keys.suite.token(keys.checksum, self._public_key(own))):
            raise AccessError("CHIP-022")

    def _public_key(self, public: bytes) -> bytes:
        """What a token is computed over (BSI TR-03110-3, D.3: domain parameters are left out)."""
        tag = 0x86 if isinstance(self._protocol.agreement, CurveAgreement) else 0x84
        return encode_tlv(PUBLIC_KEY, encode_tlv(0x06, encode_oid(self._protocol.oid)) + encode_tlv(tag, public))

    def _step(self, data: bytes, wanted: int, *, last: bool = False) -> bytes:
        """One GENERAL AUTHENTICATE: what the wanted object of the answer holds."""
        cla = 0 if last else _CHAINED
        command = Command(Instruction.GENERAL_AUTHENTICATE, 0, 0, encode_tlv(DYNAMIC_DATA, data), le=256, cla=cla)
        response = self._channel.send(command)
        if wrong_password(response.status) or (last and response.status == StatusWord.SECURITY_NOT_SATISFIED):
            raise WrongPasswordError("CHIP-004")
        if response.status in {StatusWord.PASSWORD_BLOCKED, StatusWord.CONDITIONS_NOT_SATISFIED}:
            raise AccessError("CHIP-005")
        return answer_object(response.expect("CHIP-023"), wanted)


def answer_object(data: bytes, wanted: int) -> bytes:
    """The value of one object in the dynamic authentication data 7C.

    Raises:
        ValueError: It is not there.
    """
    try:
        for outer in read_tlvs(data):
            for inner in outer.children() if outer.tag == DYNAMIC_DATA else ():
                if inner.tag == wanted:
                    return inner.value
    except DataGroupError as error:
        raise ValueError("malformed dynamic authentication data") from error
    raise ValueError("an object of the dynamic authentication data is missing")


def _must_differ(own: bytes, theirs: bytes) -> None:
    """Both sides must check that the keys differ (section 4.4.1, step 3): else ours is being echoed."""
    if hmac.compare_digest(own, theirs):
        raise ValueError("our own key came back")
