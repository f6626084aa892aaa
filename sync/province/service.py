"""A running province: what its two faces, for desks and for people, are handed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sync.errors import ProtocolError
from sync.indicators import IndicatorBook
from sync.province.metrics import Metrics
from sync.province.reception import Reception
from sync.province.store.database import Database
from sync.working_days import WorkingDays

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RESOURCES = Path(__file__).parents[2] / "resources"


def province_clock() -> datetime:
    """The province's time."""
    return datetime.now(ZONE)


@dataclass(frozen=True)
class Service:
    """The parts of a running province.

    Attributes:
        database: Where everything is kept.
        key: Signs receipts and bundles.
        book: What is counted.
        working: Which days are worked.
        clock: The province's time.
        resources: The folder with fonts.
        bundle_folder: What bundles are made of.
        url: Where desks reach it; "" where that is not known.
        certificate: What its TLS certificate is to be verified with, PEM; "" for the PC's own trust.
        releases: Folder of the program's versions that are passed on to desks; None for none.
        metrics: What is measured.
        reception: Takes what desks send.
    """

    database: Database
    key: Ed25519PrivateKey
    book: IndicatorBook
    working: WorkingDays
    clock: Callable[[], datetime] = province_clock
    resources: Path = RESOURCES
    bundle_folder: Path = RESOURCES
    url: str = ""
    certificate: str = ""
    releases: Path | None = None
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def reception(self) -> Reception:
        """Takes what desks send."""
        return Reception(self.database, self.key, self.clock, self.metrics)

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS, so that cookies may be held to it."""
        return self.url.startswith("https://")

    def moment(self) -> str:
        """Now, ISO 8601 to the second."""
        return self.clock().isoformat(timespec="seconds")


def province_key(path: Path) -> Ed25519PrivateKey:
    """The province's key in a file, made where there is none; only its owner may read the file.

    Raises:
        ProtocolError: SYNC-022: the file cannot be read or made, or holds another kind of key.
    """
    try:
        if not path.exists():
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(pem)
            return made
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ProtocolError("SYNC-022") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ProtocolError("SYNC-022")
    return key
