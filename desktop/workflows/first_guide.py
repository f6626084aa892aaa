"""The first-run guide: five steps of a first case, each ticked off by the officer's doing it."""

from collections.abc import Callable
from enum import IntEnum

from desktop.workflows.intake import Intake, IntakeState


class GuideStep(IntEnum):
    """What a new officer does, in this order."""

    CARD = 1
    PROCEDURE = 2
    PAPERS = 3
    RECEIVE = 4
    CLOSE_DAY = 5


class FirstGuide:
    """Watches the program and knows which step is next. It never holds anything up.

    Attributes:
        step: What is to be done next; None once the guide is through or was put away.
    """

    def __init__(self, intake: Intake, keep: Callable[[int], None], done: int) -> None:
        """Go on after the steps done.

        Args:
            intake: What most of the steps are done in.
            keep: Is told how many steps are done, to be kept for the next start.
            done: How many were done before.
        """
        self._intake = intake
        self._keep = keep
        self._observers: list[Callable[[], None]] = []
        self.step = GuideStep(done + 1) if done < len(GuideStep) else None
        intake.subscribe(self._look)

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def restart(self) -> None:
        """Begin again with the first step."""
        self._go(0)

    def put_away(self) -> None:
        """No more of it."""
        self._go(len(GuideStep))

    def page_shown(self, page_id: str) -> None:
        """Hear which page is in front: the last step is to look at the day's."""
        if self.step is GuideStep.CLOSE_DAY and page_id == "day":
            self.put_away()

    def _look(self) -> None:
        step = self.step
        while step is not None and step is not GuideStep.CLOSE_DAY and self._is_done(step):
            step = GuideStep(step + 1)
        if step is not self.step and step is not None:
            self._go(step - 1)

    def _is_done(self, step: GuideStep) -> bool:
        intake, draft = self._intake, self._intake.draft
        saved = intake.state is IntakeState.SAVED
        answered = bool(draft.papers) and all(paper.answered is not None for paper in draft.papers)
        return {
            GuideStep.CARD: saved or bool(draft.applicant.number),
            GuideStep.PROCEDURE: saved or bool(draft.procedure_code),
            GuideStep.PAPERS: saved or (bool(draft.procedure_code) and (answered or not draft.papers)),
            GuideStep.RECEIVE: saved,
            GuideStep.CLOSE_DAY: False,
        }[step]

    def _go(self, done: int) -> None:
        self.step = GuideStep(done + 1) if done < len(GuideStep) else None
        self._keep(done)
        for observer in tuple(self._observers):
            observer()
