"""What one slip for many cases says: who handed over to whom, how many cases in figures and words, a line for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.desk import DeskDetails
from desktop.documents.form_values import ActFacts, row_values
from desktop.documents.number_words import number_words
from desktop.documents.wording import moment_text
from desktop.records.cases import Case


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case on the slip.

    Attributes:
        promised_at: The time that the citizen was told last.
        note: What was said of this hand-over.
    """

    case: Case
    promised_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandOverSlip:
    """Cases that went the same way.

    Attributes:
        at: When the last of them was handed over.
        from_name, to_name: Who gives and who takes; "" is left to be written by hand.
    """

    from_part: str
    to_part: str
    at: datetime
    from_name: str
    to_name: str
    cases: tuple[HandedOver, ...]


def hand_over_values(slip: HandOverSlip) -> dict[str, str]:
    """The slip's own words; numbers under 10 take a nought, as on other papers."""
    count = len(slip.cases)
    return {
        "ben_giao": slip.from_part,
        "ben_nhan": slip.to_part,
        "nguoi_giao": slip.from_name,
        "nguoi_nhan": slip.to_name,
        "luc_giao": moment_text(slip.at),
        "so_ho_so": f"{count:02}",
        "bang_chu": number_words(count),
    }


def hand_over_rows(slip: HandOverSlip, desk: DeskDetails) -> Sequence[Mapping[str, str]]:
    """A line for each case."""
    return [
        {**row_values(number, each.case, desk, ActFacts(due_at=each.promised_at)), "ghi_chu": each.note}
        for number, each in enumerate(slip.cases, 1)
    ]
