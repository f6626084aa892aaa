"""What the catalogue holds. Every entry has the days it is in force and the text it stands on.

A day ``d`` is inside an entry's validity when ``valid_from <= d`` and ``d <= valid_to`` (None: still in force). A case
is handled under the entries in force on the day of its receipt and keeps them afterwards.
"""

from datetime import date
from enum import StrEnum

import msgspec


class PaperAnswer(StrEnum):
    """The four answers to "is this paper digitized?" (TT 01/2023/TT-VPCP, scope and exclusions)."""

    DIGITIZE = "digitize"  # phải số hóa
    COPY = "copy"  # bản sao, ngoài diện số hóa
    SHOWN = "shown"  # chỉ xuất trình
    DATA_EXISTS = "data_exists"  # đã có dữ liệu


class WaiverReason(StrEnum):
    """What answers a waived paper in its place."""

    QR = "qr"
    CHIP = "chip"
    VNEID = "vneid"
    POPULATION_DATABASE = "population_database"
    RESULT_STORE = "result_store"
    RULE = "rule"


class ReceptionChannel(StrEnum):
    """How a case came in (kênh tiếp nhận)."""

    COUNTER = "counter"
    ONLINE = "online"  # the citizen alone, on the national portal
    ONLINE_ASSISTED = "online_assisted"  # on the portal, helped at the desk; counted apart
    POSTAL = "postal"
    VNEID = "vneid"


class ServiceGroup(StrEnum):
    """The group whose online target the procedure counts for."""

    ESSENTIAL_25 = "essential_25"  # QĐ 06/QĐ-TTg
    ESSENTIAL_OTHER = "essential_other"  # QĐ 422/QĐ-TTg
    OTHER = "other"


class TimeUnit(StrEnum):
    """The unit of a time limit."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    SAME_DAY = "same_day"  # the result is given in the working day of receipt (or the next, after `cutoff`)


class LegalBase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text that an entry stands on.

    Attributes:
        text: The citation as shown to an officer.
        sure: False where the wording or figure was not seen in an official source; shown as "chưa đối chiếu".
        note: What exactly is unsure.
    """

    text: str
    sure: bool = True
    note: str = ""


class TimeLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a procedure may take. `amount` counts in `unit`; `cutoff` is HH:MM, for SAME_DAY and whole days."""

    unit: TimeUnit
    amount: int = 0
    cutoff: str = ""
    note: str = ""


class Fee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is paid: `amount` in đồng, per `per` (case, page, copy); `waived_for` says who pays nothing."""

    amount: int
    per: str = "case"
    name: str = ""
    waived_for: str = ""
    legal_base: LegalBase | None = None


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of paper that may no longer be asked for, and why.

    Attributes:
        id: Stable id; the counted kind of waiver (``old_number_confirmation``, ``residence``…).
        title: The paper's name.
        because: One Vietnamese sentence for the officer and the citizen.
        answered_by: What answers in its place, the usual one first.
    """

    id: str
    title: str
    because: str
    answered_by: tuple[WaiverReason, ...]
    legal_base: LegalBase
    valid_from: date
    valid_to: date | None = None


class PaperSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One component that a procedure asks for (thành phần hồ sơ).

    Attributes:
        id: Unique within the procedure.
        answer: The usual one of the four answers; the officer may change it with a reason.
        required: False for "if there is one"; `condition` then says when.
        originals: How many originals are taken (0 for shown papers).
        copies: How many copies are taken.
        waived_by: Id of the `Waiver` that replaces this paper while that waiver is in force.
        valid_months: How many months after it was digitized one is accepted again; None for always.
    """

    id: str
    name: str
    answer: PaperAnswer
    required: bool = True
    condition: str = ""
    originals: int = 1
    copies: int = 0
    waived_by: str = ""
    valid_months: int | None = None


class ChipDetail(StrEnum):
    """What a card's chip holds beyond the identity; read only where a procedure asks for it."""

    RELIGION = "religion"
    FEATURES = "features"
    PARENTS = "parents"
    SPOUSES = "spouses"


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One procedure (TTHC) as it stands in one span of days.

    Attributes:
        code: National code (``1.001193``); where it is not known, a code of our own that starts with ``BMC.``.
        name: Official name.
        short_name: What an officer calls it.
        keywords: Other words to find it by.
        field: Sector (lĩnh vực).
        handled_at: ``commune``, ``province``, ``police`` or ``other``: who decides it.
        paper_accepted: False where no paper dossier is taken (25 services from 2025-10-01): assisted online.
        result: Name of what the citizen gets.
        unsure: What in this entry was not seen in an official source.
        favourite: Shown first on a new desk.
        chip_details: What its form asks for that the chip of the applicant's card answers.
    """

    code: str
    name: str
    short_name: str
    field: str
    group: ServiceGroup
    handled_at: str
    papers: tuple[PaperSpec, ...]
    time_limit: TimeLimit
    legal_base: LegalBase
    valid_from: date
    valid_to: date | None = None
    keywords: tuple[str, ...] = ()
    channels: tuple[ReceptionChannel, ...] = tuple(ReceptionChannel)
    paper_accepted: bool = True
    fees: tuple[Fee, ...] = ()
    result: str = ""
    unsure: tuple[str, ...] = ()
    favourite: bool = False
    chip_details: tuple[ChipDetail, ...] = ()


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrative unit or agency.

    Attributes:
        id: Stable, made of names; former units begin with ``cu.``. Their official codes are not all known.
        kind: ``province``, ``district``, ``commune``.
        parent: Id of the unit above; "" for a province.
        case_code_prefix: ``V1V2V3.Z1Z2.Y1Y2.MX1X2`` of its one-stop desk; "" where not known.
        became: Ids of the units that its area belongs to today; more than one where it was split.
    """

    id: str
    name: str
    kind: str
    parent: str
    valid_from: date
    valid_to: date | None = None
    case_code_prefix: str = ""
    became: tuple[str, ...] = ()


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day that breaks the weekly pattern: a day off, or (`working`) a weekend day that is worked in exchange."""

    day: date
    name: str
    working: bool = False
    legal_base: LegalBase | None = None


class OpeningHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A working day's spans, local time, ``HH:MM`` pairs in order; `weekdays` by ISO number (1 is Monday)."""

    weekdays: tuple[int, ...]
    spans: tuple[tuple[str, str], ...]
    valid_from: date
    valid_to: date | None = None
    legal_base: LegalBase | None = None


class FormSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A set of official forms and which circular it comes from.

    Attributes:
        forms: Form key (``receipt``, ``supplement``, ``refusal``, ``apology``, ``stop``, ``control_slip``,
            ``register``) to the form's official title.
        labels: Form key to label key to label text, for the forms printed now.
    """

    id: str
    title: str
    forms: dict[str, str]
    labels: dict[str, dict[str, str]]
    legal_base: LegalBase
    valid_from: date
    valid_to: date | None = None
    unsure: tuple[str, ...] = ()
