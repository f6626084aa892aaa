"""What a program that the launcher started says to it: which version it is, how far it has come, that it works."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.records.migration_backup import MigrationStep
from desktop.records.migrations import HEAD
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from sync.release import version_key
from updates.launcher import OPENING, STARTED
from updates.layout import BASE, ROOT_VARIABLE, VERSION_VARIABLE, Layout, Snapshot
from updates.taking import manifest_of


@dataclass(frozen=True, slots=True)
class Managed:
    """A program that the launcher started.

    Attributes:
        layout: Where versions lie.
        version: As which it was started; "" for what an installer put on the PC.
        program: The version that the program itself says.
    """

    layout: Layout
    version: str
    program: str

    @property
    def name(self) -> str:
        """The version, for people and for comparing."""
        return self.version or self.program

    def begin(self) -> bool:
        """Say which version this is; whether another one is to be started in its place.

        That is so where an installer has put an older program back under one that came as an update since: the older
        one could not open the data.
        """
        with self.layout.locked():
            state = self.layout.read()
            schemas = {**state.schemas, self.version: HEAD}
            changes: dict[str, object] = {"schemas": schemas}
            if self.version == BASE:
                changes["base"] = self.program
        state = self.layout.change(**changes)
        updated = state.previous
        newer = self.version == BASE and updated and version_key(updated) > version_key(self.program)
        if newer and state.trial is None and state.failed is None and state.following is None:
            self.layout.change(following=updated)
            return True
        return False

    def came_up(self) -> None:
        """The first window is about to be shown."""
        self.layout.say(STARTED)

    def note(self, step: MigrationStep) -> None:
        """A database is about to be changed; from here on the copy counts if this version fails."""
        copy = Path(step.backup) / Path(step.database).name
        self.layout.note(Snapshot(step.database, str(copy), step.digest, step.size))
        self.layout.say(OPENING)

    def prove(self, worker: DatabaseWorker) -> None:
        """See that the desk's data are whole under this version, before it takes a case; a no-op but on trial.

        Raises:
            CodedError: UPD-020: they are not; the launcher goes back to the version before.
        """
        if self.layout.read().trial is None:
            return
        self.layout.say(OPENING)
        faults = worker.submit(lambda uow: uow.backup.foreign_faults()).result()
        if worker.check().result() or faults:
            raise CodedError("UPD-020")
        self.settle()

    def settle(self) -> None:
        """It works: what is saved from now on stays, whatever happens; who signed it signs what comes next."""
        envelope = manifest_of(self.layout, self.version)
        if self.layout.prove(self.version) and envelope is not None:
            self.layout.change(signer=envelope.key)


def managed_by(program: str, environment: Mapping[str, str] = os.environ) -> Managed | None:
    """How this program, of a version, was started; None without the launcher."""
    root = environment.get(ROOT_VARIABLE, "")
    return Managed(Layout(Path(root)), environment.get(VERSION_VARIABLE, BASE), program) if root else None
