"""How the program looks is read before anything is unlocked, so nothing in the file may stop the program."""

from pathlib import Path

import pytest

from desktop.records.look import FILE, Look, load_look, save_look


def test_what_was_chosen_is_back(tmp_path: Path) -> None:
    save_look(tmp_path, Look("en", high_contrast=True))
    assert load_look(tmp_path) == Look("en", high_contrast=True)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b'{"language": 7}', b'{"high_contrast": "yes"}'])
def test_a_damaged_file_is_the_usual_look(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert load_look(tmp_path) == Look()


def test_an_unknown_language_is_vietnamese_and_the_contrast_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"language": "../en", "high_contrast": true}')
    assert load_look(tmp_path) == Look("vi", high_contrast=True)


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    save_look(tmp_path / "gone", Look("en"))
    assert load_look(tmp_path / "gone") == Look()
