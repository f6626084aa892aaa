"""Before a desk's data are brought to a newer schema: a backup, made and verified, and a note of what was done.

The note, ``migrations.json`` in the desk's folder, names for each step the backup that lies before it. It holds no data
of the desk. The backup has the form of every other one, so that `restore` brings it back; files that its place lacks
are not copied, for a migration touches the database alone.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from desktop.records.backup_making import SPARE, BackupRun, Sources
from desktop.records.backup_place import MANIFEST, Backup, BackupPlace
from desktop.records.database_copies import DatabaseCopies
from desktop.records.database_errors import translated
from desktop.records.lasting import make_folder, replace_whole
from desktop.records.local_time import ZONE
from devices.errors import CodedError

NOTE = "migrations.json"
MOST_STEPS = 50  # kept in the note
TIMES = 2  # the backup, and the log that the migration writes: each at most as large as the database
MB = 2**20


class MigrationStep(msgspec.Struct, frozen=True):
    """One time that a desk's data were brought to a newer schema.

    Attributes:
        before: Revision that they had.
        after: Revision that they were brought to.
        at: When, ISO 8601.
        program: Version of the program.
        database: The database file.
        backup: Folder of the backup that was made before.
        digest: SHA-256 of the database in it.
        size: Its bytes.
        done: Whether the migration was finished; False for one that was cut off, whose data are as they were before.
    """

    before: str
    after: str
    at: str
    program: str
    database: str
    backup: str
    digest: str
    size: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class OldDatabase:
    """An open database whose schema is not the newest.

    Attributes:
        path: The file.
        copies: Copies of it.
        desk: The desk's code, as far as its settings have one.
        marks: How far its growing tables have come; nobody writes to it.
        schema: Its revision.
    """

    path: Path
    copies: DatabaseCopies
    desk: str
    marks: dict[str, int]
    schema: str


@dataclass
class MigrationBackup:
    """Stands before the migrations of one desk.

    Attributes:
        folder: The desk's folder.
        program: Version of the program.
        clock: The PC's time.
        tell: Told phase (``database``, ``check``, ``upgrade``), done and all.
        noted: Handed every step when its backup is made, before anything is changed.
    """

    folder: Path
    program: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(ZONE)
    tell: Callable[[str, int, int], None] = lambda _phase, _done, _all: None
    noted: Callable[[MigrationStep], None] = lambda _step: None

    @property
    def place(self) -> Path:
        """Where the backup goes: beside the desk's folder, on the same disk."""
        return self.folder.with_name(f"{self.folder.name}-backup")

    def before(self, old: OldDatabase, to: str) -> None:
        """Make the backup and verify it.

        Raises:
            CodedError: DB-011: there is no room for it and for the migration; DB-001, DB-002, DB-005, BACK-…: it cannot
                be made. Nothing was changed then.
        """
        self._need_room(old.path)
        with translated():
            make_folder(self.place)
        place = BackupPlace(self.place, old.desk)
        sources = Sources(old.copies, self.folder, old.desk, self.program, lambda: old.marks)
        run = BackupRun(sources, place, tell=self.tell, database_only=True)
        try:
            made = run.make(self.clock(), None)
        except CodedError as error:
            if error.code == "BACK-002":  # it filled up meanwhile
                raise self._no_room(old.path) from None
            raise
        manifest = Backup(made.folder, self.clock()).manifest()
        step = MigrationStep(
            old.schema,
            to,
            manifest.at,
            self.program,
            str(old.path),
            str(made.folder),
            manifest.database,
            manifest.size,
        )
        self._keep([*steps_of(self.folder), step])
        self.noted(step)
        self.tell("upgrade", 0, 1)

    def after(self, schema: str) -> None:
        """The desk is open at a schema: note that the step to it is finished, if that was not yet written down."""
        steps = steps_of(self.folder)
        if steps and not steps[-1].done and steps[-1].after == schema:
            self._keep([*steps[:-1], msgspec.structs.replace(steps[-1], done=True)])

    def _need_room(self, database: Path) -> None:
        with translated():
            if shutil.disk_usage(self.folder).free < _room(database):
                raise self._no_room(database)

    def _no_room(self, database: Path) -> CodedError:
        free = shutil.disk_usage(self.folder).free
        return CodedError("DB-011", needed=_room(database) // MB + 1, free=free // MB)

    def _keep(self, steps: list[MigrationStep]) -> None:
        with translated():
            replace_whole(self.folder / NOTE, msgspec.json.format(msgspec.json.encode(steps[-MOST_STEPS:])))


def steps_of(folder: Path) -> list[MigrationStep]:
    """What a desk's folder notes of its migrations, the oldest first; a spoilt note is as good as none."""
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=list[MigrationStep])
    except (OSError, msgspec.DecodeError, ValueError):
        return []


def backup_of(step: MigrationStep) -> Path | None:
    """The backup that was made before a step; None if it went since."""
    folder = Path(step.backup)
    return folder if (folder / MANIFEST).is_file() else None


def _room(database: Path) -> int:
    log = database.with_name(database.name + "-wal")
    size = database.stat().st_size + (log.stat().st_size if log.exists() else 0)
    return TIMES * size + SPARE
