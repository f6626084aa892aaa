"""A folder that office machines scan to: whole files only, each page once, nothing lost, nothing outside touched."""

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from devices.documents.sources import folder_files
from devices.documents.sources.folder_files import takeable
from devices.documents.sources.folder_state import Condition, FolderState
from devices.documents.sources.opening import pages_of
from devices.documents.sources.opening_process import Pages
from devices.documents.sources.source import Ended, PageSource, RawPage, ScanProfile, SourceKind
from devices.documents.sources.watched_folder import WatchedFolder
from devices.errors import CodedError
from tests.helpers.page_files import encoded, pdf, picture, tiff

PROFILE = ScanProfile(dpi=50)


def opened(data: bytes, dpi: int, cancel: threading.Event | None) -> Pages:
    """The opening without a process, for speed."""
    assert cancel is not None
    yield from pages_of(data, dpi)


class Office:
    """A share, a desk that keeps pages for good, and what the desk was told."""

    def __init__(self, folder: Path, done: str = "", *, apart: bool = False) -> None:
        self.folder = folder
        self.kept: dict[str, RawPage] = {}
        self.cancel = threading.Event()
        self.states: list[FolderState] = []
        self.done = done
        self.apart = apart
        self.source = self.start()

    def start(self) -> WatchedFolder:
        """The desk's program, started anew: it knows what was kept and nothing else."""
        if self.apart:
            return WatchedFolder(
                self.folder, self.kept.__contains__, self.states.append, done=self.done, look_every=0.05, retry_every=0
            )
        return WatchedFolder(
            self.folder,
            self.kept.__contains__,
            self.states.append,
            done=self.done,
            opener=opened,
            look_every=0.01,
            retry_every=0,
        )

    def keep(self, page: RawPage) -> None:
        assert page.origin not in self.kept
        self.kept[page.origin] = page

    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def look(self) -> dict[str, Condition]:
        self.state = self.source.look(PROFILE, self.keep, self.cancel)
        return {file.name: file.condition for file in self.state.files}

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "share").mkdir()
    return Office(tmp_path / "share")


def test_a_whole_file_is_taken_at_the_second_look_and_leaves(office: Office) -> None:
    office.put("scan.pdf", pdf(3))
    assert office.look() == {"scan.pdf": Condition.ARRIVING}
    assert office.kept == {}
    assert office.look() == {"scan.pdf": Condition.TAKEN}
    assert office.state.files[0].pages == 3
    assert [page.number for page in office.kept.values()] == [1, 2, 3]
    assert all(origin == page.origin for origin, page in office.kept.items())
    assert (office.look(), office.names()) == ({}, [])
    assert office.source.info.kind is SourceKind.FOLDER


def test_every_kind_is_taken_oldest_first(office: Office) -> None:
    files = {
        "d.TIFF": tiff([picture(), picture()]),
        "c.png": encoded(picture(), "PNG"),
        "b.JPG": encoded(picture(), "JPEG"),
        "a.pdf": pdf(),
    }
    for age, (name, data) in enumerate(files.items()):
        office.put(name, data)
        os.utime(office.folder / name, (1000 + age, 1000 + age))
    office.look()
    assert list(office.look()) == list(files)
    assert len(office.kept) == 5


def test_a_file_that_grows_waits_until_it_is_still(office: Office) -> None:
    data = encoded(picture((300, 300)), "PNG")
    for end in (100, 200, 300):
        office.put("scan.png", data[:end])
        assert office.look() == {"scan.png": Condition.ARRIVING}
    assert office.look() == {"scan.png": Condition.INCOMPLETE}
    assert office.state.files[0].error is not None
    assert office.state.files[0].error.code == "PAGE-021"
    assert office.kept == {}
    office.put("scan.png", data)
    assert office.look() == {"scan.png": Condition.ARRIVING}
    assert office.look() == {"scan.png": Condition.TAKEN}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
def test_a_copy_whose_length_and_time_do_not_change_is_seen_to_become_whole(office: Office, kind: str) -> None:
    data = pdf(2) if kind == "PDF" else encoded(picture((300, 300)), kind)
    name = f"scan.{kind.lower()}"
    office.put(name, data[: len(data) // 2].ljust(len(data), b"\0"))
    os.utime(office.folder / name, (1000, 1000))
    office.look()
    assert office.look() == {name: Condition.INCOMPLETE}
    assert office.look() == {name: Condition.INCOMPLETE}
    office.put(name, data)
    os.utime(office.folder / name, (1000, 1000))
    assert office.look() == {name: Condition.TAKEN}


def test_a_name_used_again_with_other_content_is_another_page(office: Office) -> None:
    for text in ("one", "two"):
        office.put("scan.png", encoded(picture(text=text), "PNG"))
        office.look()
        assert office.look() == {"scan.png": Condition.TAKEN}
    assert len(office.kept) == 2


def test_the_same_content_again_is_told_and_not_doubled(office: Office) -> None:
    office.put("one.pdf", data := pdf(2))
    office.look()
    office.look()
    office.put("two.pdf", data)
    office.look()
    assert office.look() == {"two.pdf": Condition.SEEN_BEFORE}
    assert (len(office.kept), office.names()) == (2, [])


def test_a_file_that_cannot_be_taken_stays_with_its_reason_until_it_changes(office: Office) -> None:
    office.put("letter.pdf", b"PK\3\4 a renamed document")
    office.look()
    assert office.look() == {"letter.pdf": Condition.REFUSED}
    error = office.state.files[0].error
    assert error is not None
    assert error.code == "PAGE-020"
    assert office.look() == {"letter.pdf": Condition.REFUSED}
    assert office.state.files[0].error is error, "the same problem is the same state"
    office.put("letter.pdf", pdf())
    office.look()
    assert office.look() == {"letter.pdf": Condition.TAKEN}


def test_a_file_too_heavy_is_refused_unread(office: Office) -> None:
    with (office.folder / "heavy.tif").open("wb") as file:
        file.truncate(1 << 40)
    office.look()
    assert office.look() == {"heavy.tif": Condition.REFUSED}
    assert office.state.files[0].error is not None
    assert office.state.files[0].error.code == "PAGE-026"


def test_files_can_be_moved_to_a_folder_of_done_ones(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    office = Office(tmp_path / "share", done="done")
    for text in ("one", "two"):
        office.put("scan.png", encoded(picture(text=text), "PNG"))
        office.look()
        office.look()
    assert office.names() == ["done"]
    assert [path.name[12:] for path in (office.folder / "done").iterdir()] == ["-scan.png", "-scan.png"]
    office.put("x" * 250 + ".png", encoded(picture(text="long"), "PNG"))
    office.look()
    assert list(office.look().values()) == [Condition.TAKEN]
    with pytest.raises(ValueError, match="no path"):
        Office(tmp_path, done="../elsewhere")


def test_a_link_in_place_of_the_done_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "outside").mkdir()
    office = Office(tmp_path / "share", done="done")
    (office.folder / "done").symlink_to(tmp_path / "outside")
    office.put("scan.pdf", pdf())
    office.look()
    assert office.look() == {"scan.pdf": Condition.LEFT_BEHIND}
    assert office.look() == {"scan.pdf": Condition.LEFT_BEHIND}
    assert office.state.files[0].error is not None
    assert office.state.files[0].error.code == "PAGE-032"
    assert (len(office.kept), list((tmp_path / "outside").iterdir())) == (1, [])
    (office.folder / "done").unlink()
    assert office.look() == {"scan.pdf": Condition.TAKEN}
    assert len(office.kept) == 1


@pytest.mark.parametrize("crash_at", [1, 2, 3, "removal"])
def test_a_crash_at_any_moment_loses_and_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, crash_at: int | str
) -> None:
    office.put("scan.pdf", pdf(3))
    office.look()

    class Crash(BaseException):
        pass

    def keep(page: RawPage) -> None:
        if page.number == crash_at:
            raise Crash
        office.keep(page)

    def removal(*_: object) -> bool:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("devices.documents.sources.watched_folder.clear_away", removal)
        with pytest.raises(Crash):
            office.source.look(PROFILE, keep, office.cancel)
    assert office.names() == ["scan.pdf"]
    office.source = office.start()
    office.look()
    again = Condition.SEEN_BEFORE if crash_at == "removal" else Condition.TAKEN
    assert office.look() == {"scan.pdf": again}
    assert sorted(page.number for page in office.kept.values()) == [1, 2, 3]
    assert office.names() == []


@pytest.mark.parametrize("error", [CodedError("DB-001"), CodedError("PAGE-021", page=1), PermissionError("database")])
def test_what_keep_raises_comes_out_and_the_file_stays(office: Office, error: Exception) -> None:
    def keep(_: RawPage) -> None:
        raise error

    office.put("scan.pdf", pdf())
    office.look()
    with pytest.raises(type(error)):
        office.source.look(PROFILE, keep, office.cancel)
    assert office.names() == ["scan.pdf"]
    assert office.look() == {"scan.pdf": Condition.TAKEN}


def test_a_file_replaced_while_its_pages_are_kept_is_taken_as_well(office: Office) -> None:
    office.put("scan.png", encoded(picture(text="one"), "PNG"))
    office.look()

    def keep(page: RawPage) -> None:
        office.keep(page)
        office.put("scan.png", encoded(picture((70, 70), text="two"), "PNG"))

    office.source.look(PROFILE, keep, office.cancel)
    assert office.names() == ["scan.png"]
    office.look()
    assert office.look() == {"scan.png": Condition.TAKEN}
    assert len(office.kept) == 2


def test_a_folder_that_vanishes_is_told_and_taken_up_again(office: Office, tmp_path: Path) -> None:
    office.put("scan.pdf", pdf())
    office.look()
    shutil.move(office.folder, tmp_path / "away")
    for _ in range(2):
        assert office.look() == {}
        assert office.state.error is not None
        assert office.state.error.code == "PAGE-030"
    shutil.move(tmp_path / "away", office.folder)
    assert office.look() == {"scan.pdf": Condition.ARRIVING}
    assert office.state.error is None
    assert office.look() == {"scan.pdf": Condition.TAKEN}


def test_a_folder_or_file_without_rights_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> int:
        raise PermissionError(13, "denied")

    office.put("scan.pdf", pdf())
    office.look()
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", denied)
        assert office.look() == {"scan.pdf": Condition.INCOMPLETE}
    assert office.state.files[0].error is not None
    assert office.state.files[0].error.code == "PAGE-031"
    assert office.look() == {"scan.pdf": Condition.TAKEN}
    monkeypatch.setattr(os, "scandir", denied)
    office.look()
    assert office.state.error is not None
    assert office.state.error.code == "PAGE-031"


@pytest.mark.skipif(sys.platform == "win32", reason="links and such names are POSIX")
def test_links_sub_folders_and_names_with_a_path_are_not_touched(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(pdf())
    (office.folder / "link.pdf").symlink_to(secret)
    (office.folder / "folder.pdf").mkdir()
    (office.folder / "folder.pdf" / "inner.pdf").write_bytes(pdf())
    os.mkfifo(office.folder / "pipe.pdf")
    for name in ("..\\secret.pdf", "C:scan.pdf", ".hidden.pdf", "~$scan.pdf", "readme.txt"):
        office.put(name, pdf())
    before = office.names()
    assert (office.look(), office.look()) == ({}, {})
    assert (office.names(), office.kept, secret.exists()) == (before, {}, True)


@pytest.mark.parametrize(
    "name", ["../a.pdf", "..\\..\\a.pdf", "/etc/a.pdf", "a/b.pdf", "C:\\a.pdf", "..", ".pdf", "a.pdf.exe", ""]
)
def test_such_a_name_is_never_taken(name: str) -> None:
    assert not takeable(name)


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_a_link_put_in_a_files_place_between_looking_and_reading_is_not_followed(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "secret.pdf").write_bytes(data := pdf())
    office.put("scan.pdf", data)
    expected = dict(folder_files.listed(office.folder))["scan.pdf"]
    (office.folder / "scan.pdf").unlink()
    (office.folder / "scan.pdf").symlink_to(tmp_path / "secret.pdf")
    with pytest.raises(OSError, match="symbolic link"):
        folder_files.read(office.folder, "scan.pdf", expected)
    assert not folder_files.clear_away(office.folder, "scan.pdf", expected, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_no_text_is_shown_all_the_same(office: Office) -> None:
    (office.folder / os.fsdecode(b"qu\xe9t.pdf")).write_bytes(pdf())
    assert office.look() == {"qu?t.pdf": Condition.ARRIVING}
    assert office.look() == {"qu?t.pdf": Condition.TAKEN}


def test_a_scan_goes_on_until_it_is_cancelled_and_tells_each_state_once(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    office = Office(tmp_path / "share", apart=True)
    office.put("bad.pdf", pdf()[:-20])
    office.put("scan.pdf", pdf(4))

    def keep(page: RawPage) -> None:
        office.keep(page)
        if page.number == 4:
            threading.Timer(0.5, office.cancel.set).start()

    source: PageSource = office.source
    outcome = source.scan(PROFILE, keep, office.cancel)
    assert (outcome.pages, outcome.ended) == (4, Ended.CANCELLED)
    assert len(office.states) == 3, "arriving; taken and incomplete; incomplete alone"


def test_a_cancelled_file_stays_and_its_other_pages_come_later(office: Office) -> None:
    office.put("scan.pdf", pdf(4))
    office.look()

    def keep(page: RawPage) -> None:
        office.keep(page)
        if page.number == 2:
            office.cancel.set()

    office.source.look(PROFILE, keep, office.cancel)
    assert (len(office.kept), office.names()) == (2, ["scan.pdf"])
    office.cancel.clear()
    assert office.look() == {"scan.pdf": Condition.TAKEN}
    assert sorted(page.number for page in office.kept.values()) == [1, 2, 3, 4]
