"""The bundles that a province gave its desks, each signed, their versions only ever growing."""

from sqlalchemy import Connection, func, insert, select

from sync.protocol import Envelope, pack, unpack
from sync.province.store.schema import bundles

LARGEST_ENVELOPE = 24 * 1024 * 1024  # bytes


class BundleRepository:
    """The bundles of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def newest_version(self) -> int:
        """Version of the newest; 0 for none."""
        wanted = select(func.max(bundles.c.version)).where(bundles.c.province_code == self._province)
        return self._connection.execute(wanted).scalar_one_or_none() or 0

    def add(self, version: int, envelope: Envelope, *, at: str, by: str) -> None:
        """Keep a bundle under its version, which nobody has had before."""
        self._connection.execute(
            insert(bundles).values(
                province_code=self._province, version=version, envelope=pack(envelope), issued_at=at, issued_by=by
            )
        )

    def newest(self) -> Envelope | None:
        """The newest; None where there is none."""
        wanted = select(bundles.c.envelope).where(bundles.c.province_code == self._province)
        data = self._connection.execute(wanted.order_by(bundles.c.version.desc()).limit(1)).scalar_one_or_none()
        return None if data is None else unpack(bytes(data), largest=LARGEST_ENVELOPE)

    def history(self) -> list[tuple[int, str, str]]:
        """Version, moment and issuer of each, the newest first."""
        columns = select(bundles.c.version, bundles.c.issued_at, bundles.c.issued_by)
        wanted = columns.where(bundles.c.province_code == self._province).order_by(bundles.c.version.desc())
        return [(row.version, row.issued_at, row.issued_by) for row in self._connection.execute(wanted)]
