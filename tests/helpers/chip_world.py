"""A simulated issuer, its chips and their readers, for tests that read whole chips. Keys are made once a process."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.pki import Issuer
from devices.simulated.chip.profile import ChipProfile, Maker, Options
from devices.simulated.chip.quirks import Quirks
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.channel.key_agreement import system_random
from devices.smartcard.channel.passwords import AccessKey, access_key
from devices.smartcard.document import ChipDocument, PartialReading, Progress
from devices.smartcard.readers import CardConnection
from devices.smartcard.reading import ChipReading, Observer

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
HOLDER = citizen(7)


@cache
def maker() -> Maker:
    """The issuer that every test trusts."""
    return Maker()


@cache
def rival() -> Issuer:
    """An issuer of the same country that nobody trusts."""
    return Issuer.create(common="CSCA Simulated")


@cache
def usual_profile(seed: int = 7) -> ChipProfile:
    """The usual chip of a synthetic citizen."""
    return maker().chip(citizen(seed), Options())


def profile(options: Options, holder: SyntheticCitizen = HOLDER) -> ChipProfile:
    """A chip made to order."""
    return maker().chip(holder, options)


def key_of(holder: SyntheticCitizen = HOLDER) -> AccessKey:
    """What a QR scan of the holder's card knows."""
    return access_key(holder.number, holder.birth_date, holder.issue_date)


def store_in(folder: Path, *, crl: bool = True) -> TrustStore:
    """A trust store with the issuer's root."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "root.cer").write_bytes(maker().issuer.root.certificate)
    if crl:
        (folder / "list.crl").write_bytes(maker().issuer.revocation_list(now=datetime.now(UTC)))
    return TrustStore.load(folder)


class Connection:
    """A connection straight to a chip, without a reader around it."""

    def __init__(self, chip: SimulatedChip, *, extended: bool = False) -> None:
        self._chip = chip
        self._readers = SimulatedReaders(extended_length=extended)
        self._readers.put_down(chip)
        self.inner: CardConnection = self._readers.connect(self._readers.watch(None, 0).readers[0].name)


def read(
    what: SimulatedChip | ChipProfile,
    key: AccessKey | None = None,
    store: TrustStore | None = None,
    *,
    quirks: Quirks | None = None,
    extended: bool = False,
    partial: PartialReading | None = None,
    observer: Observer | None = None,
    with_photo: bool = True,
    random: Callable[[int], bytes] | None = None,
) -> ChipDocument:
    """Read a whole chip through a simulated reader."""
    chip = what if isinstance(what, SimulatedChip) else SimulatedChip(what, quirks)
    connection = Connection(chip, extended=extended).inner
    try:
        return ChipReading(
            connection,
            key or key_of(),
            store or TrustStore.empty(),
            partial=partial,
            observer=observer,
            with_photo=with_photo,
            today=lambda: TODAY,
            random=random or system_random,
        ).run()
    finally:
        connection.close()


class Steps(Observer):
    """Remembers what was told."""

    def __init__(self) -> None:
        self.progress: list[Progress] = []
        self.texts: list[ChipDocument] = []
        self.attempts: list[str] = []

    def progressed(self, progress: Progress) -> None:
        self.progress.append(progress)

    def attempted(self, attempt: object) -> None:
        self.attempts.append(f"{attempt.method} {attempt.number}")  # type: ignore[attr-defined]

    def text_read(self, document: ChipDocument) -> None:
        self.texts.append(document)
