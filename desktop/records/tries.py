"""How often somebody gave a wrong PIN, kept beside the vault: longer waits, then locked, also after a restart.

A try is written down before the PIN is looked at, so that ending the program in between saves none. The file is kept
twice. Who may write it can also copy the vault and try elsewhere: there Argon2id is what stands in the way. Here it is
seen to that a removed or damaged file is no fresh start, and each opening counts a serial number on, which the
encrypted database remembers: a file that was put back shows.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from desktop.records.lasting import flush_folder
from desktop.records.private_file import write_flushed
from devices.errors import CodedError

FILE = "tries.json"
MOST_REFUSED = 200  # kept until then; of more the oldest go
RECOVERY = ""  # the login under which tries of the recovery key are counted; it is never locked, 160 bits need no lock

Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # one without a zone is damage, as anything else that is odd


class Tries(msgspec.Struct, frozen=True):
    """Of one officer.

    Attributes:
        wrong: Wrong ones since the last right one.
        wait: Seconds to wait before the next.
        at: When the last one was.
        step: Step of the last one-time code that was taken (RFC 6238): it and earlier ones are not taken again.
    """

    wrong: int = 0
    wait: float = 0
    at: Moment | None = None
    step: int = 0


class Refused(msgspec.Struct, frozen=True):
    """Somebody who was refused while the database was closed.

    Attributes:
        login: Who they said they were; "" where there is no such login, for it may be a mistyped secret.
        at: When.
        code: Of the refusal.
    """

    login: str
    at: Moment
    code: str


class _Book(msgspec.Struct, frozen=True):
    serial: int = 0
    officers: dict[str, Tries] = {}
    unknown: Tries = Tries()  # of who is not in the list
    refused: tuple[Refused, ...] = ()  # until somebody who is let in has them written into the database


class TryRules(msgspec.Struct, frozen=True):
    """Of `PeoplePolicy`.

    Attributes:
        most: Wrong tries after which an officer is locked.
        waits: Seconds to wait after the first, second… wrong try; the last one holds for all after it.
    """

    most: int = 5
    waits: tuple[float, ...] = (0, 0, 5, 30)

    def wait_after(self, wrong: int) -> float:
        """Seconds to wait after so many wrong tries."""
        return self.waits[min(wrong, len(self.waits)) - 1] if wrong and self.waits else 0


class TryBook:
    """Counts tries beside a vault."""

    def __init__(self, folder: Path, rules: TryRules) -> None:
        self._paths = (folder / FILE, folder / f"second-{FILE}")
        self._rules = rules

    def begin(self) -> None:
        """Of a new desk: nobody has tried."""
        self._write(_Book())

    @property
    def serial(self) -> int:
        """How often the book was written."""
        return self._read().serial

    def before(self, login: str, now: datetime) -> None:
        """Count a try as wrong until `right` takes it back.

        Raises:
            CodedError: USER-001, it is too early; USER-002, the officer is locked; KEY-005, it cannot be written.
        """
        book = self._read()
        tries = book.officers.get(login, book.unknown)
        if login != RECOVERY and tries.wrong >= self._rules.most:
            raise CodedError("USER-002", tries=tries.wrong)
        left = self._left(tries, now)
        if left > 0:
            if (
                tries.at is not None and now < tries.at
            ):  # a clock that was set back begins the wait anew, and no earlier
                self._keep(book, login, msgspec.structs.replace(tries, at=now))
            raise CodedError("USER-001", seconds=int(left) + 1)
        wrong = tries.wrong + 1
        self._keep(book, login, Tries(wrong, self._rules.wait_after(wrong), now, tries.step))

    @staticmethod
    def _left(tries: Tries, now: datetime) -> float:
        if tries.at is None or now < tries.at:
            return tries.wait
        return tries.wait - (now - tries.at) / timedelta(seconds=1)

    def right(self, login: str) -> None:
        """The PIN was right, or somebody who may has let the officer in again."""
        book = self._read()
        self._keep(book, login, Tries(step=book.officers.get(login, Tries()).step))

    def last_step(self, login: str) -> int:
        """The step of the last one-time code that was taken; 0 for none."""
        return self._read().officers.get(login, Tries()).step

    def use_step(self, login: str, step: int) -> None:
        """Take a one-time code: written down before anybody is let in. Step 0 for a new secret, of which none was.

        Raises:
            CodedError: KEY-005, it cannot be written.
        """
        book = self._read()
        tries = book.officers.get(login, book.unknown)
        self._keep(book, login, msgspec.structs.replace(tries, step=step))

    def take_back(self, login: str) -> None:
        """The PIN was not even looked at: the vault could not be read."""
        book = self._read()
        tries = book.officers.get(login, book.unknown)
        wrong = max(tries.wrong - 1, 0)
        self._keep(book, login, Tries(wrong, self._rules.wait_after(wrong), tries.at, tries.step))

    def note_refused(self, refused: Refused) -> None:
        """Remember a refusal until the database is open.

        Raises:
            CodedError: KEY-005, it cannot be written.
        """
        book = self._read()
        kept = (*book.refused, refused)[-MOST_REFUSED:]
        self._write(msgspec.structs.replace(book, serial=book.serial + 1, refused=kept))

    def refused(self) -> tuple[Refused, ...]:
        """What is remembered so, the oldest first."""
        return self._read().refused

    def forget_refused(self, number: int) -> None:
        """The oldest so many are in the database."""
        book = self._read()
        self._write(msgspec.structs.replace(book, serial=book.serial + 1, refused=book.refused[number:]))

    def locked(self) -> frozenset[str]:
        """Who is locked."""
        counted = self._read().officers.items()
        return frozenset(login for login, tries in counted if login != RECOVERY and tries.wrong >= self._rules.most)

    def _keep(self, book: _Book, login: str, tries: Tries) -> None:
        officers = {**book.officers, login: tries}
        self._write(msgspec.structs.replace(book, serial=book.serial + 1, officers=officers))

    def _read(self) -> _Book:
        """The newer of the two files; where neither is whole, everybody has one try left."""
        books = [book for path in self._paths if (book := _decoded(path)) is not None]
        if books:
            return max(books, key=lambda book: book.serial)
        return _Book(unknown=Tries(self._rules.most - 1))

    def _write(self, book: _Book) -> None:
        content = msgspec.json.encode(book)
        try:
            for path in self._paths:
                beside = path.with_suffix(".new")
                write_flushed(beside, content)
                beside.replace(path)
            flush_folder(self._paths[0].parent)
        except OSError:
            raise CodedError("KEY-005") from None


def _decoded(path: Path) -> _Book | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Book)
    except (OSError, ValueError):
        return None
