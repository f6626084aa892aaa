"""Desks without a program around them: a key, a place, and one signed request a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from sync.protocol import DayRecord, KeyState, encode, key_id, public_digits, seal
from sync.province.store.database import Database
from sync.province.store.desks import DeskRepository, Unit
from sync.province.store.schema import desk_keys, desks

PROVINCES = tuple(f"{nth:02d}" for nth in range(1, 35))  # as many as the country has
DESKS_IN_A_UNIT = 6
BATCH = 2000
_CATALOGUE = "simulated.1"


@dataclass(frozen=True, slots=True)
class SimulatedDesk:
    """One desk."""

    province: str
    code: str
    key: Ed25519PrivateKey

    def request(self, day: date, counts: Mapping[str, int]) -> bytes:
        """The body of the request that sends a day."""
        record = DayRecord(self.code, day.isoformat(), 1, _CATALOGUE, dict(counts))
        return msgspec.json.encode({"records": [seal(encode(record), self.key)]})


def enrolled_desks(database: Database, count: int, *, since: date) -> list[SimulatedDesk]:
    """So many desks, spread over the provinces, all approved.

    Raises:
        ProtocolError: SYNC-020: the database.
    """
    made = [
        SimulatedDesk(PROVINCES[nth % len(PROVINCES)], f"desk-{nth}", Ed25519PrivateKey.generate())
        for nth in range(count)
    ]
    with database.write() as connection:
        for province in PROVINCES:
            DeskRepository(connection, province).name_province(f"Province {province}")
            DeskRepository(connection, province).keep_unit(Unit("unit-0", "Unit 0"))
        for start in range(0, len(made), BATCH):
            batch = made[start : start + BATCH]
            rows = [_rows(desk, start + nth, since) for nth, desk in enumerate(batch)]
            connection.execute(insert(desks), [row for row, _ in rows])
            connection.execute(insert(desk_keys), [row for _, row in rows])
    return made


def _rows(desk: SimulatedDesk, nth: int, since: date) -> tuple[dict[str, object], dict[str, object]]:
    unit = f"unit-{nth // len(PROVINCES) // DESKS_IN_A_UNIT}"
    public = desk.key.public_key()
    place = {"province_code": desk.province, "desk": desk.code}
    key = {"key": key_id(public), "public_key": public_digits(public), "state": KeyState.APPROVED, "asked_at": ""}
    return {**place, "unit": unit, "since": since}, {**place, **key}
