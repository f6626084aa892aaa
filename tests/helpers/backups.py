"""A desk with cases and files, and what is backed up of it."""

from datetime import timedelta
from pathlib import Path

from desktop.records.backup_making import Sources
from desktop.records.cases import Case, NewCase
from desktop.records.file_store import FileStore
from desktop.records.paper_files import FileKind
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from tests.helpers.desk import AN, NOW, PREFIX, case_of, desk, person

CODE = f"{PREFIX}-1"


def filled_desk(folder: Path, *, cases: int, files: int) -> None:
    """A closed desk of the tests' key in a new folder."""
    folder.mkdir(parents=True)
    store = FileStore(folder / "files")
    with desk(folder) as database, UnitOfWork(database) as uow:
        for nth in range(cases):
            who = AN if nth == 0 else person(f"Nguyễn Thị {nth}", f"08219099{nth:04d}")
            uow.cases.receive(case_of(who, NOW + timedelta(minutes=nth)))
        for nth in range(files):
            uow.pages.add_file(store.put(f"scan {nth}".encode() * 100), FileKind.PAGE, NOW)
        uow.commit()
    (folder / "keys.json").write_text("{}")


def receive_by(worker: DatabaseWorker, case: NewCase) -> Case:
    """Receive one case on the database's thread."""

    def work(uow: UnitOfWork) -> Case:
        saved = uow.cases.receive(case)
        uow.commit()
        return saved

    return worker.submit(work).result()


def sources_of(folder: Path, worker: DatabaseWorker) -> Sources:
    """What is backed up of an open desk."""
    return Sources(worker.copies, folder, CODE, "1.0", lambda: worker.submit(lambda uow: uow.backup.marks()).result())
