"""Where a closed day stands, as an officer understands it."""

from collections.abc import Mapping
from enum import StrEnum

from sync.errors import ProtocolError
from sync.protocol import Alarm, DayRecord, Envelope, decode, unpack, unsealed_body


class DayState(StrEnum):
    """The states of a day."""

    OPEN = "open"  # chưa chốt
    CHANGED = "changed"  # closed, and counted anew since: to be closed again
    CLOSED = "closed"  # đã chốt, chờ gửi
    SENT = "sent"  # đã gửi, chờ xác nhận
    HELD = "held"  # tỉnh đã nhận (khớp)
    MISMATCH = "mismatch"  # the province holds another one


def state_of(
    *, digest: str, revision: int, answers: list[tuple[int, str, str]], was_sent: bool
) -> tuple[DayState, bool]:
    """The state of a day's highest revision, and whether the province warns of two PCs with one key.

    Args:
        digest: Hash of the record; "" for a day that was never closed.
        revision: Its revision.
        answers: What was answered about the day, the newest last: revision and hash that the province holds, alarm.
        was_sent: Whether this revision left the PC.

    A day is `HELD` only if the newest answer about this revision or a higher one names this very hash.
    """
    if not digest:
        return DayState.OPEN, False
    about = [answer for answer in answers if answer[0] >= revision]
    fork = bool(about) and about[-1][2] == Alarm.FORK
    if about:
        return (DayState.HELD if about[-1][1] == digest else DayState.MISMATCH), fork
    return (DayState.SENT if was_sent else DayState.CLOSED), fork


def differences(ours: Mapping[str, int], held: bytes | None) -> dict[str, tuple[int, int]]:
    """What differs between our counts and the record that the province holds: ours and theirs, by indicator."""
    theirs = counts_in(unpack(held)) if held is not None else {}
    names = sorted(ours.keys() | theirs.keys()) if held is not None else []
    return {
        name: (ours.get(name, 0), theirs.get(name, 0)) for name in names if ours.get(name, 0) != theirs.get(name, 0)
    }


def counts_in(envelope: Envelope) -> Mapping[str, int]:
    """The counts of a day record that was verified before; nothing where it is none."""
    try:
        record = decode(unsealed_body(envelope))
    except ProtocolError:
        return {}
    return record.counts if isinstance(record, DayRecord) else {}
