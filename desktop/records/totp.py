"""One-time codes that change with time (RFC 6238, over HOTP of RFC 4226): six digits, thirty seconds, SHA-1.

Every authenticator program knows exactly these parameters. Offline such a code cannot unlock a key: its secret must be
at hand to check it. It lies inside the officer's wrapper, so it can be read only after the PIN was right.
"""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1  # either side: a phone's clock is not the PC's (RFC 6238, 5.2)
TOLD_STEPS = 40  # twenty minutes either side: so far off a code lets nobody in, but it is said that a clock is wrong
SECRET_BYTES = 20  # RFC 4226, 4, R6


def new_secret() -> bytes:
    """A secret for one officer."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, seconds: int, digits: int = DIGITS) -> str:
    """The code at a Unix time."""
    digest = hmac.digest(secret, struct.pack(">Q", seconds // STEP_SECONDS), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def fits(secret: bytes, code: str, now: datetime) -> bool:
    """Whether a code is the one of now, or of a step before or after."""
    return step_of(secret, code, now) is not None


def step_of(secret: bytes, code: str, now: datetime, around: int = DRIFT_STEPS) -> int | None:
    """The step (thirty seconds since 1970) whose code this is, looked for so many steps around now; None for no code.

    Whoever lets somebody in by it remembers the step, and takes no code of it or of an earlier one again
    (RFC 6238, 5.2).
    """
    middle = int(now.timestamp()) // STEP_SECONDS
    typed = "".join(letter for letter in code if letter.isdigit()).encode()
    steps = range(middle - around, middle + around + 1)
    found = [step for step in steps if hmac.compare_digest(typed, code_at(secret, step * STEP_SECONDS).encode())]
    return max(found, key=lambda step: -abs(step - middle), default=None)


def seconds_off(secret: bytes, code: str, now: datetime) -> int | None:
    """By how many seconds the clock that made a code runs before ours (negative: behind); None for no code at all."""
    step = step_of(secret, code, now, TOLD_STEPS)
    return None if step is None else (step - int(now.timestamp()) // STEP_SECONDS) * STEP_SECONDS


def address(secret: bytes, login: str, desk: str) -> str:
    """What an authenticator program reads from a QR code."""
    issuer = quote(desk)
    key = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{issuer}:{quote(login)}?secret={key}&issuer={issuer}"
