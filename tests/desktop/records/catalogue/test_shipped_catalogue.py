"""The shipped catalogue says what the program counts on, for every day that it covers."""

import re
from datetime import date, timedelta

import pytest

from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.catalogue.models import (
    FormSet,
    PaperAnswer,
    Procedure,
    ReceptionChannel,
    ServiceGroup,
    Waiver,
    WaiverReason,
)
from desktop.records.resources import resources_folder
from desktop.workflows.intake_rules import channel_allowed, usual_channel

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources_folder() / "catalogue")


def test_all_twenty_five_essential_services_are_there_until_the_first_was_emptied(catalogue: Catalogue) -> None:
    def essential(day: date) -> int:
        return sum(p.group is ServiceGroup.ESSENTIAL_25 for p in catalogue.procedures_on(day))

    assert essential(date(2025, 1, 15)) == essential(date(2025, 12, 1)) == essential(date(2026, 3, 14)) == 25
    assert essential(date(2026, 3, 15)) == 24  # the confirmation of an old number may not be asked for any more


def test_the_essential_services_take_no_paper_dossier_since_october_2025(catalogue: Catalogue) -> None:
    for procedure in catalogue.procedures_on(TODAY):
        if procedure.group is ServiceGroup.ESSENTIAL_25:
            assert not channel_allowed(procedure, ReceptionChannel.COUNTER)
            assert usual_channel(procedure, ReceptionChannel.COUNTER) is ReceptionChannel.ONLINE_ASSISTED
    before = [p for p in catalogue.procedures_on(date(2025, 9, 30)) if p.group is ServiceGroup.ESSENTIAL_25]
    assert all(procedure.paper_accepted for procedure in before)


def test_no_confirmation_of_an_old_number_may_be_asked_for(catalogue: Catalogue) -> None:
    asked = [
        paper
        for procedure in catalogue.procedures_on(TODAY)
        for paper in catalogue.papers_for(procedure, TODAY)
        if "CMND" in paper.spec.name
    ]
    assert asked
    for paper in asked:
        assert paper.waiver is not None
        assert paper.waiver.id == "old_number_confirmation"
        assert paper.waiver.answered_by[0] is WaiverReason.QR
        assert paper.answer is PaperAnswer.DATA_EXISTS


# Weekdays off and weekend days worked, month by month, as the yearly notices and the Labour Code give them for public
# servants (5034/TB-LĐTBXH; 5015 and 1570/TB-LĐTBXH; 6150/TB-BLĐTBXH; 9441/TB-BNV and 12729/VPCP-KGVX; 28/2026/QH16).
WEEKDAYS_OFF = {
    2023: "02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09",
    2024: "01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09",
    2025: "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09",
    2026: "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11",
}
WEEKEND_DAYS_WORKED = {2023: "", 2024: "04/05", 2025: "26/04", 2026: "10/01 22/08"}


@pytest.mark.parametrize("year", WEEKDAYS_OFF)
def test_the_calendar_of_each_year_is_that_of_its_notices(catalogue: Catalogue, year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    off = [day for day in days if day.weekday() < 5 and not catalogue.calendar.is_working(day)]
    worked = [day for day in days if day.weekday() > 4 and catalogue.calendar.is_working(day)]
    assert " ".join(f"{day:%d/%m}" for day in off) == WEEKDAYS_OFF[year]
    assert " ".join(f"{day:%d/%m}" for day in worked) == WEEKEND_DAYS_WORKED[year]


def test_only_the_year_without_a_notice_is_expected(catalogue: Catalogue) -> None:
    assert catalogue.calendar.expected_years == {2027}
    assert catalogue.calendar.last_year == 2027


def test_codes_are_national_or_marked_as_our_own(catalogue: Catalogue) -> None:
    for procedure in catalogue.procedures:
        assert re.fullmatch(r"[123]\.\d{6}|BMC\.[A-Z]\d\d", procedure.code)
        assert procedure.code.startswith("BMC.") == ("chưa biết mã quốc gia" in procedure.unsure)


def test_nothing_stands_on_a_law_that_was_not_yet_in_force(catalogue: Catalogue) -> None:
    since = {
        "Nghị định 168/2025/NĐ-CP": date(2025, 7, 1),
        "Luật Đất đai 2024": date(2024, 8, 1),
        "Luật Căn cước 26/2023/QH15": date(2024, 7, 1),
        "Nghị định 58/2026/NĐ-CP": date(2026, 3, 15),
        "Nghị quyết 66.7/2025/NQ-CP": date(2026, 1, 1),
        "Thông tư 03/2025/TT-VPCP": date(2025, 9, 15),
        "Chỉ thị 24/CT-TTg": date(2025, 10, 1),
    }
    entries: tuple[Procedure | Waiver | FormSet, ...] = (
        *catalogue.procedures,
        *catalogue.waivers,
        *catalogue.form_sets,
    )
    for entry in entries:
        for text, day in since.items():
            assert text not in entry.legal_base.text or entry.valid_from >= day


def test_the_civil_status_procedures_warn_of_the_law_to_come(catalogue: Catalogue) -> None:
    """Luật Hộ tịch 03/2026/QH16 applies from 2027-03-01; what it changes was not seen."""
    civil_status = [p for p in catalogue.procedures_on(date(2027, 3, 1)) if p.field == "Hộ tịch"]
    assert civil_status
    for procedure in civil_status:
        assert any("01/03/2027" in note for note in procedure.unsure)


def test_a_waiver_holds_from_its_day_on(catalogue: Catalogue) -> None:
    land = catalogue.procedure("BMC.E19", TODAY)
    assert land is not None
    ids = {
        day: {p.waiver.id for p in catalogue.papers_for(land, day) if p.waiver}
        for day in (date(2026, 3, 14), date(2026, 3, 15))
    }
    assert "old_number_confirmation" not in ids[date(2026, 3, 14)]
    assert "old_number_confirmation" in ids[date(2026, 3, 15)]


def test_every_day_has_one_version_of_everything(catalogue: Catalogue) -> None:
    day = date(2023, 1, 1)
    while day <= date(2027, 12, 31):
        codes = [procedure.code for procedure in catalogue.procedures_on(day)]
        assert len(codes) == len(set(codes))
        assert catalogue.form_set(day).labels["receipt"]["title"]
        assert catalogue.calendar.spans(day)
        day += timedelta(days=11)


def test_no_procedure_stores_a_picture_of_the_identity_card(catalogue: Catalogue) -> None:
    """Luật 91/2025, NĐ 356/2025 Đ4: the card's picture is sensitive; the card is shown, never taken."""
    for procedure in catalogue.procedures_on(TODAY):
        for paper in catalogue.papers_for(procedure, TODAY):
            if paper.spec.id in {"identity_card", "identity_copy"}:
                assert paper.answer in {PaperAnswer.SHOWN, PaperAnswer.DATA_EXISTS}


def test_what_was_not_seen_officially_says_so(catalogue: Catalogue) -> None:
    assert all(procedure.unsure for procedure in catalogue.procedures)
    assert all(forms.unsure for forms in catalogue.form_sets)
    assert all(h.legal_base is not None and not h.legal_base.sure for h in catalogue.holidays if h.day.year == 2027)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ks", "Khai sinh"),
        ("dkks", "Khai sinh"),
        ("KHAI SINH", "Khai sinh"),
        ("khai si", "Khai sinh"),
        ("sao y", "Chứng thực bản sao"),
        ("doc than", "Tình trạng hôn nhân"),
        ("kết hôn", "Kết hôn"),
        ("đăng ký khai sinh", "Khai sinh"),  # not "Đăng ký lại khai sinh", whose words begin so as well
        ("dang ky ket", "Kết hôn"),
        ("đăng ký lại khai tử", "Đăng ký lại khai tử"),
        ("2.000815", "Chứng thực bản sao"),
    ],
)
def test_a_few_letters_find_the_procedure(catalogue: Catalogue, typed: str, first: str) -> None:
    assert catalogue.search(typed, TODAY)[0].short_name == first


def test_no_text_gives_the_favourites_first_and_nonsense_nothing(catalogue: Catalogue) -> None:
    assert all(procedure.favourite for procedure in catalogue.search("", TODAY)[:5])
    assert catalogue.search("xyzzy", TODAY) == []


class TestUnits:
    @pytest.mark.parametrize(("prefix", "count"), [("cu.tien-giang.", 164), ("cu.dong-thap.", 141)])
    def test_every_former_commune_is_there(self, catalogue: Catalogue, prefix: str, count: int) -> None:
        former = [u for u in catalogue.units if u.kind == "commune" and u.id.startswith(prefix)]
        assert len(former) == count
        assert all(unit.became for unit in former)

    def test_the_provinces_before_and_after_the_merger(self, catalogue: Catalogue) -> None:
        for day, provinces, districts in (
            (date(2024, 12, 31), 63, 23),
            (date(2025, 6, 30), 63, 23),
            (date(2025, 7, 1), 34, 0),
        ):
            kinds = [unit.kind for unit in catalogue.units_on(day)]
            assert (kinds.count("province"), kinds.count("district")) == (provinces, districts)

    def test_the_new_province_has_102_communes_of_which_20_are_wards(self, catalogue: Catalogue) -> None:
        """Resolution 1663/NQ-UBTVQH15 of 2025-06-16."""
        communes = [u for u in catalogue.units_on(TODAY) if u.parent == "dong-thap"]
        assert len(communes) == 102
        assert sum(unit.name.startswith("Phường") for unit in communes) == 20

    @pytest.mark.parametrize(
        ("former", "today"),
        [
            ("phuong-1", "Phường Mỹ Tho"),
            ("phuong-4", "Phường Đạo Thạnh"),
            ("phuong-6", "Phường Thới Sơn"),
            ("phuong-9", "Phường Mỹ Phong"),
            ("phuong-10", "Phường Trung An"),
        ],
    )
    def test_the_wards_of_my_tho(self, catalogue: Catalogue, former: str, today: str) -> None:
        found = catalogue.current_units_of(f"cu.tien-giang.thanh-pho-my-tho.{former}")
        assert [unit.name for unit in found] == [today]

    def test_a_split_commune_names_all_it_became(self, catalogue: Catalogue) -> None:
        found = catalogue.current_units_of("cu.dong-thap.huyen-cao-lanh.xa-gao-giong")
        assert {unit.name for unit in found} == {"Xã Phong Mỹ", "Xã Phú Cường"}
