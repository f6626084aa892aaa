"""What a desk is built on from outside: its devices and its clock."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.records.local_time import ZONE
from devices.documents.sources.page_camera import PageCamera
from devices.documents.sources.sane_source import SaneSource
from devices.documents.sources.sane_source import sources as scanners_found
from devices.documents.sources.source import PageSource
from devices.documents.sources.wia_source import WiaSource, wia_sources
from devices.errors import CodedError
from devices.qrcode.camera import CameraSource
from devices.qrcode.camera_list import list_cameras, parse_setting
from devices.qrcode.capture import OpenCapture
from devices.smartcard.doctor import Examination, examine
from devices.smartcard.pcsc import Held, PcscReaders
from devices.smartcard.readers import CardReaders

NO_SYSTEM = frozenset({"PAGE-010", "PAGE-013"})


def desk_clock() -> datetime:
    """The desk's time."""
    return datetime.now(ZONE)


@dataclass(frozen=True, slots=True)
class Hardware:
    """The devices of a desk, real or simulated.

    Attributes:
        open_camera: From a camera setting's text to what opens it.
        camera_names: What there is to choose from.
        card_readers: The readers of chips.
        examine_readers: What the reader doctor finds; told whether cards may be asked, and the code of the last error.
        page_scanners: Looks for scanners of pages; may take seconds.
    """

    open_camera: Callable[[str], OpenCapture]
    camera_names: Callable[[], tuple[str, ...]]
    card_readers: Callable[[], CardReaders]
    examine_readers: Callable[[bool, str], Examination]
    page_scanners: Callable[[], Sequence[PageSource]] = tuple

    def all_scanners(self, camera: str, camera_name: str) -> tuple[PageSource, ...]:
        """The scanners, and the webcam as a page camera where there is one; may take seconds.

        Raises:
            CodedError: As `page_scanners`.
        """
        found = tuple(self.page_scanners())
        return (*found, PageCamera(self.open_camera(camera), camera_name)) if self.camera_names() else found


def real_hardware() -> Hardware:
    """This PC's own devices."""
    held = Held()

    def examine_readers(ask_cards: bool, last_error: str) -> Examination:
        """With readers of its own: those of the station have a thread that waits on them."""
        readers = PcscReaders(held=held)
        try:
            return examine(readers, readers.attributes, ask_cards=ask_cards, last_error=last_error)
        finally:
            readers.close()

    return Hardware(
        lambda setting: CameraSource(parse_setting(setting)),
        lambda: tuple(camera.name for camera in list_cameras()),
        lambda: PcscReaders(held=held),
        examine_readers,
        scanners_of_this_pc,
    )


def scanners_of_this_pc() -> tuple[PageSource, ...]:
    """Its page scanners; none where there is no SANE, or on Windows no WIA, to ask.

    Raises:
        CodedError: PAGE-008, PAGE-009, PAGE-012: the search failed.
    """
    try:
        if sys.platform == "win32":
            return tuple(WiaSource(found) for found in wia_sources())
        return tuple(SaneSource(found) for found in scanners_found())
    except CodedError as error:
        if error.code in NO_SYSTEM:
            return ()
        raise
