"""A case as one archive: whole, with ASCII names, and with hashes that a stock tool accepts."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from desktop.documents.archive import SUMS
from desktop.documents.case_export import FACTS, ExportedFile, case_archive
from desktop.records.cases import Case
from desktop.records.paper_files import RESULT, DigitizationState
from tests.helpers.desk import case_of, desk, receive

FILES = (
    ExportedFile(0, "Tờ khai đăng ký khai sinh (mẫu/2025) ../..", DigitizationState.STORED, 2, b"%PDF-1.7 one"),
    ExportedFile(1, "Giấy chứng sinh", DigitizationState.CHECKED, 1, b"%PDF-1.7 two"),
    ExportedFile(RESULT, "«»", DigitizationState.STORED, 1, b"%PDF-1.7 three"),
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    with desk(tmp_path) as database:
        return receive(database, case_of())


def test_what_is_in_it(case: Case) -> None:
    with ZipFile(BytesIO(case_archive(case, FILES))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            f"{case.code}_01_to-khai-dang-ky-khai-sinh-mau-2025.pdf",
            f"{case.code}_02_giay-chung-sinh.pdf",
            f"{case.code}_kq_giay-to.pdf",
            FACTS,
            SUMS,
        ]
        assert archive.read(archive.namelist()[1]) == b"%PDF-1.7 two"
        facts = msgspec.json.decode(archive.read(FACTS))
    assert facts["case"]["code"] == case.code
    assert facts["case"]["content"]["applicant"]["full_name"] == "Nguyễn Thị Ẩn"
    assert [(each["paper"], each["state"], each["pages"]) for each in facts["files"]][1:] == [
        ("Giấy chứng sinh", "checked", 1),
        ("«»", "stored", 1),
    ]


def test_the_sums_are_right(case: Case, tmp_path: Path) -> None:
    with ZipFile(BytesIO(case_archive(case, FILES))) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=tmp_path, check=True)


def test_the_same_case_gives_the_same_bytes(case: Case) -> None:
    assert case_archive(case, FILES) == case_archive(case, FILES)
    assert case_archive(case, ()) != case_archive(case, FILES)
