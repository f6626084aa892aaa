"""Basic Access Control (ICAO 9303-11, section 4.3): the older way in, opened with the machine-readable zone."""

import hmac

from devices.smartcard.apdu import Channel, Command, Instruction, StatusWord, wrong_password
from devices.smartcard.channel.key_agreement import RandomBytes, system_random
from devices.smartcard.channel.passwords import MrzKey
from devices.smartcard.channel.secure_messaging import SessionKeys
from devices.smartcard.channel.symmetric import CHECKSUM_SIZE, Purpose, Suite, pad
from devices.smartcard.errors import AccessError, WrongPasswordError

_SUITE = Suite.DES3
_NONCE = 8
_KEY = 16
# What cards answer to a wrong key besides 63xx; the standard leaves it open.
_REFUSALS = {
    StatusWord.SECURITY_NOT_SATISFIED,
    StatusWord.CONDITIONS_NOT_SATISFIED,
    StatusWord.OBJECTS_INCORRECT,
    StatusWord.WRONG_DATA,
}


def establish_bac(channel: Channel, key: MrzKey, random: RandomBytes = system_random) -> SessionKeys:
    """Open a chip, whose eMRTD application is selected, with its machine-readable zone.

    Raises:
        WrongPasswordError: It is not this chip's zone.
        AccessError: The chip does no BAC, or does it wrong.
    """
    challenge = channel.send(Command(Instruction.GET_CHALLENGE, 0, 0, le=_NONCE)).expect("CHIP-020")
    if len(challenge) != _NONCE:
        raise AccessError("CHIP-021")
    nonce, key_part = random(_NONCE), random(_KEY)
    seed = key.secret[:_KEY]
    encryption, checksum = _SUITE.derive(seed, Purpose.ENCRYPTION), _SUITE.derive(seed, Purpose.CHECKSUM)
    request = _SUITE.encrypt(encryption, nonce + challenge + key_part)
    request += _SUITE.checksum(checksum, pad(request, _SUITE.block))
    response = channel.send(Command(Instruction.EXTERNAL_AUTHENTICATE, 0, 0, request, le=40))
    if wrong_password(response.status) or response.status in _REFUSALS:
        raise WrongPasswordError("CHIP-004")
    answer = response.expect("CHIP-020")
    encrypted, mac = answer[:-CHECKSUM_SIZE], answer[-CHECKSUM_SIZE:]
    wanted = _SUITE.checksum(checksum, pad(encrypted, _SUITE.block))
    if len(answer) != 40 or not hmac.compare_digest(mac, wanted):
        raise AccessError("CHIP-021")
    plain = _SUITE.decrypt(encryption, encrypted)
    if plain[:8] != challenge or plain[8:16] != nonce:
        raise AccessError("CHIP-021")
    session = bytes(one ^ other for one, other in zip(key_part, plain[16:], strict=True))
    return SessionKeys(
        _SUITE,
        _SUITE.derive(session, Purpose.ENCRYPTION),
        _SUITE.derive(session, Purpose.CHECKSUM),
        challenge[4:] + nonce[4:],
    )
