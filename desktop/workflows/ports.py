"""What a workflow needs of the world around it, as the shapes that `bootstrap` fills in."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from desktop.records.cases import Appointment, Case, CaseSummary, NewCase
from desktop.records.catalogue.models import FormSet, Procedure
from desktop.records.paper_files import Reusable
from desktop.records.people import Citizen
from desktop.workflows.intake_draft import DraftPaper
from devices.errors import CodedError

T = TypeVar("T")


class Deliver(Protocol):
    """Brings a future's outcome to the workflow's thread: `success` with its value or `failure` with its error."""

    def __call__(self, future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
        """Call exactly one of the two, once, later or at once."""


@dataclass(frozen=True, slots=True)
class KnownCitizen:
    """A returning citizen, their cases at this desk and what is digitized of theirs; each newest first."""

    citizen: Citizen
    cases: tuple[CaseSummary, ...]
    papers: tuple[Reusable, ...] = ()


class IntakeStore(Protocol):
    """The records as an intake uses them. Every call returns at once; writes are carried out in the order of calls."""

    def save_draft(self, draft_id: str, text: str) -> Future[None]:
        """Keep a draft's text."""

    def drop_draft(self, draft_id: str) -> Future[None]:
        """Wipe a draft; one that is not there is no error."""

    def known(self, number: str) -> Future[KnownCitizen | None]:
        """Who the desk knows by this 12-digit number."""

    def receive(self, case: NewCase) -> Future[Case]:
        """Save a case with its code, and remove its draft, in one transaction."""


class DeskRules(Protocol):
    """The catalogue and calendar as an intake uses them."""

    @property
    def version(self) -> str:
        """The catalogue's version."""

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The procedure in force on a day."""

    def papers(self, procedure: Procedure, day: date) -> tuple[DraftPaper, ...]:
        """The procedure's papers on a day; waived ones are answered already."""

    def form_set(self, day: date) -> FormSet:
        """The official forms in force on a day."""

    def appointment(self, procedure: Procedure, received_at: datetime) -> Appointment:
        """When the result is due, with the reason.

        Raises:
            CodedError: The calendar does not reach that far.
        """

    def time_limit_text(self, procedure: Procedure) -> str:
        """The time limit in words, for the receipt."""
