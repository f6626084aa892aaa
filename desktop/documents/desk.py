"""Who a printed paper comes from."""

from dataclasses import dataclass
from typing import Self

from desktop.records.desk_settings import DeskSettings


@dataclass(frozen=True, slots=True)
class DeskDetails:
    """The desk as its papers name it; every text is NFC Vietnamese.

    Attributes:
        unit_name: The unit (``UBND XÃ TÂN HƯƠNG``).
        office_name: The office (``TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG``).
        parent_name: The unit above, printed over the unit; "" for none.
        place: The place name before a date; "" for none.
        address: Where the office is; "" if not to be printed.
        phone: Where a citizen can ask; "" if not to be printed.
    """

    unit_name: str
    office_name: str
    parent_name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""

    @classmethod
    def of(cls, settings: DeskSettings) -> Self:
        """The details that the desk's settings hold."""
        return cls(
            unit_name=settings.unit_name,
            office_name=settings.office_name,
            parent_name=settings.parent_name,
            place=settings.place,
            address=settings.address,
            phone=settings.phone,
        )
