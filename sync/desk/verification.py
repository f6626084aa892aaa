"""What the province said, verified: nothing counts that its key did not sign about the very day that was sent."""

from datetime import datetime

from sync.desk.connection import Connection
from sync.desk.identity import DeskIdentity
from sync.desk.ports import Heard
from sync.errors import ProtocolError, refusal
from sync.protocol import Answer, DayRecord, Envelope, Receipt, Standing, decode, record_hash, unseal


def heard_of(answer: Answer, connection: Connection, identity: DeskIdentity, *, day: str = "") -> Heard:
    """Verify the answer to a record.

    Args:
        answer: As it came.
        connection: Whose key must have signed.
        identity: Whose days it must be about.
        day: The day that was sent; "" where answers come in any order, as on a USB stick.

    Raises:
        ProtocolError: the code with which the province refused the record; SYNC-067: the answer is not signed by the
            province, or about something else.
    """
    if answer.receipt is None:
        raise refusal(answer.error, "SYNC-067")
    try:
        receipt = decode(unseal(answer.receipt, connection.keys))
    except ProtocolError as error:
        raise ProtocolError("SYNC-067") from error
    if not isinstance(receipt, Receipt) or receipt.desk != identity.code or day not in {"", receipt.day}:
        raise ProtocolError("SYNC-067")
    return Heard(
        receipt.day,
        receipt.revision,
        receipt.holds,
        receipt.outcome,
        receipt.alarm,
        datetime.fromisoformat(receipt.at),
        answer.receipt,
        _held(answer.held, receipt, identity),
    )


def standing_of(envelope: Envelope, connection: Connection, identity: DeskIdentity) -> Standing:
    """Verify what the province makes of this desk's key.

    Raises:
        ProtocolError: SYNC-067, as `heard_of`.
    """
    try:
        standing = decode(unseal(envelope, connection.keys))
    except ProtocolError as error:
        raise ProtocolError("SYNC-067") from error
    if not isinstance(standing, Standing) or standing.key != identity.key_id:
        raise ProtocolError("SYNC-067")
    return standing


def _held(held: Envelope | None, receipt: Receipt, identity: DeskIdentity) -> Envelope | None:
    """The record that stands instead, if it is the one of the receipt and this desk's key signed it."""
    if held is None:
        return None
    try:
        body = unseal(held, identity.keys)
        same = isinstance(decode(body), DayRecord) and record_hash(body) == receipt.holds
    except ProtocolError:
        return None  # signed by a former key of this desk: the receipt still says that it stands
    return held if same else None
