"""A desk's key approved: the desk gets its place, and a former key of the same desk is over."""

from datetime import date

from sync.errors import ProtocolError
from sync.protocol import KeyState
from sync.province.store.database import Connection
from sync.province.store.desks import DeskRepository, Unit


def approve_key(
    connection: Connection, province: str, key: str, unit: Unit, *, name: str, since: date, at: str, by: str
) -> str:
    """Approve a key; the desk's code.

    Args:
        connection: Within a transaction.
        province: The province's code.
        key: The key's id.
        unit: Where the desk stands; its name is kept where it has one, else the unit must be known.
        name: What the desk is called.
        since: The first day that is expected of a new desk.
        at: The moment.
        by: Who approves.

    Raises:
        ProtocolError: SYNC-046: there is no such key or unit.
    """
    desks = DeskRepository(connection, province)
    asked = desks.key(key)
    if asked is None or not unit.id:
        raise ProtocolError("SYNC-046")
    if unit.name:
        desks.keep_unit(unit)
    elif unit.id not in {each.id for each in desks.units()}:
        raise ProtocolError("SYNC-046")
    desks.keep(asked.desk, unit.id, name, since)
    for other in desks.keys(asked.desk):  # a desk signs with one key: that of its former PC is over
        if other.id != key and other.state is KeyState.APPROVED:
            desks.decide(other.id, KeyState.REVOKED, at=at, by=by)
    desks.decide(key, KeyState.APPROVED, at=at, by=by)
    return asked.desk
