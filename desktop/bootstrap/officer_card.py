"""The officer's own card put together: who asks it, who watches it, who passes it over."""

from collections.abc import Callable

from desktop.screens.background import MainThread
from desktop.workflows.second_factor import Cards
from devices.smartcard.piv.officer_cards import CardPlace
from devices.smartcard.piv.watching import CardWatch, PassingOver
from devices.smartcard.readers import CardReaders


class OfficerCardParts:
    """The card of whoever works at an open desk.

    Attributes:
        cards: Asks cards for proofs.
        place: Where the card lies by which the desk was opened; None where it was opened without one.
    """

    def __init__(
        self, cards: Cards, place: CardPlace | None, readers: Callable[[], CardReaders], citizens_cards: PassingOver
    ) -> None:
        """Begin; nothing is watched yet.

        Args:
            cards: Asks cards for proofs.
            place: Where the card lies by which the desk was opened.
            readers: Opens readers for the watching.
            citizens_cards: The readers in which citizens' cards are looked for.
        """
        self.cards, self.place = cards, place
        self._readers = readers
        self._citizens_cards = citizens_cards
        self._watch: CardWatch | None = None
        self._to_main = MainThread()

    def follow(self, place: CardPlace | None, gone: Callable[[], None]) -> None:
        """Watch this card from now on, or none; `gone` is called on the main thread as soon as it is taken away."""
        self._end()
        self._citizens_cards.pass_over(place)
        if place is not None:
            self._watch = CardWatch(self._readers(), place, lambda: self._to_main(gone))

    def close(self) -> None:
        """Watch no longer."""
        self._end()
        self._to_main.close()

    def _end(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()
