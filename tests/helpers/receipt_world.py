"""A saved case, a desk and a form set for the receipt; everything is synthetic."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.documents.desk import DeskDetails
from desktop.records.cases import Appointment, Case, CasePaper, CaseState, IdentitySource, NewCase, PaperState
from desktop.records.catalogue.models import (
    FormSet,
    LegalBase,
    PaperAnswer,
    ReceptionChannel,
    ServiceGroup,
    Waiver,
    WaiverReason,
)
from desktop.records.people import PersonDetails

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

LABELS = {
    "national_title": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "national_motto": "Độc lập - Tự do - Hạnh phúc",
    "title": "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "case_code": "Mã hồ sơ",
    "copy_kept": "Liên 1: Lưu",
    "copy_given": "Liên 2: Giao người nộp hồ sơ",
    "office": "Bộ phận tiếp nhận và trả kết quả",
    "applicant": "Tiếp nhận hồ sơ của",
    "submitter": "Người nộp",
    "number": "Số căn cước",
    "address": "Địa chỉ",
    "phone": "Số điện thoại",
    "email": "Email",
    "procedure": "Nội dung yêu cầu giải quyết",
    "papers": "Thành phần hồ sơ nộp gồm",
    "paper_index": "STT",
    "paper_name": "Tên giấy tờ",
    "paper_kind": "Loại giấy tờ",
    "paper_quantity": "Số lượng",
    "dossiers": "Số lượng hồ sơ",
    "dossier_unit": "(bộ)",
    "time_limit": "Thời gian giải quyết hồ sơ theo quy định là",
    "received_at": "Thời gian nhận hồ sơ",
    "due_at": "Thời gian trả kết quả giải quyết hồ sơ",
    "return_place": "Đăng ký nhận kết quả tại",
    "fee": "Phí, lệ phí (nếu có)",
    "register": "Vào Sổ theo dõi hồ sơ, Quyển số: ………… Số thứ tự: …………",
    "signature_submitter": "NGƯỜI NỘP HỒ SƠ",
    "signature_officer": "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "signature_hint": "(Ký và ghi rõ họ tên)",
    "note": "Ghi chú",
    "note_copies": (
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 2 liên; một liên chuyển kèm theo Phiếu kiểm soát quá"
        " trình giải quyết hồ sơ và được lưu tại Bộ phận tiếp nhận và trả kết quả; một liên giao cho cá nhân, tổ chức"
        " nộp hồ sơ"
    ),
    "note_return": (
        "Cá nhân, tổ chức có thể đăng ký nhận kết quả tại Bộ phận tiếp nhận và trả kết quả hoặc tại nhà (trụ sở tổ"
        " chức) qua dịch vụ bưu chính"
    ),
}

FORMS = FormSet(
    id="forms-test",
    title="Bộ mẫu thử",
    forms={"receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"},
    labels={"receipt": LABELS},
    legal_base=LegalBase("Văn bản thử"),
    valid_from=date(2025, 9, 15),
)
PENDING_FORMS = FormSet(
    id="forms-pending",
    title="Bộ mẫu thử",
    forms=FORMS.forms,
    labels=FORMS.labels,
    legal_base=LegalBase("Văn bản thử", sure=False),
    valid_from=FORMS.valid_from,
    unsure=("câu chữ",),
)

DESK = DeskDetails(
    unit_name="UBND XÃ TÂN HƯƠNG",
    office_name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    parent_name="TỈNH ĐỒNG THÁP",
    place="Tân Hương",
    address="Ấp Tân Thạnh, xã Tân Hương, tỉnh Đồng Tháp",
    phone="0190 123 456",
)

RESIDENCE = Waiver(
    id="residence",
    title="Giấy tờ chứng minh cư trú",
    because="Nơi cư trú được khai thác từ Cơ sở dữ liệu quốc gia về dân cư.",
    answered_by=(WaiverReason.RULE,),
    legal_base=LegalBase("Văn bản thử"),
    valid_from=date(2023, 1, 1),
)

MOTHER = PersonDetails(
    full_name="Nguyễn Thị Ngọc Ẩn",
    number="082190991001",
    birth_date=date(1990, 5, 1),
    sex="Nữ",
    residence="Ấp 1, xã Tân Hương, tỉnh Đồng Tháp",
    phone="0190 765 432",
    email="an@example.vn",
)

PAPERS = (
    CasePaper("Tờ khai đăng ký khai sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, "form", originals=1),
    CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, "proof", originals=1, copies=2),
    CasePaper("Giấy chứng nhận kết hôn của cha, mẹ", PaperAnswer.SHOWN, PaperState.SHOWN, "marriage", originals=1),
    CasePaper(
        "Giấy xác nhận thông tin về cư trú",
        PaperAnswer.DATA_EXISTS,
        PaperState.WAIVED,
        "residence",
        waiver_id="residence",
        waiver_reason=WaiverReason.POPULATION_DATABASE,
    ),
)

CONTENT = NewCase(
    applicant=MOTHER,
    procedure_code="1.001193",
    procedure_name="Thủ tục đăng ký khai sinh",
    procedure_valid_from=date(2025, 7, 1),
    catalogue_version="2026.11",
    field="Hộ tịch",
    group=ServiceGroup.ESSENTIAL_25,
    form_set="forms-test",
    channel=ReceptionChannel.COUNTER,
    identity_source=IdentitySource.QR,
    received_at=datetime(2026, 11, 25, 9, 30, tzinfo=ZONE),
    appointment=Appointment(datetime(2026, 11, 30, 16, 30, tzinfo=ZONE)),
    papers=PAPERS,
    officer_id=1,
    time_limit_text="03 ngày làm việc",
)

CASE = Case(
    id=1,
    code="000.17.22.H58-261125-0001",
    state=CaseState.RECEIVED,
    citizen_id=1,
    content=CONTENT,
    officer_name="Trần Thị Mỹ Duyên",
)


def case_with(**changes: object) -> Case:
    """The case with other content."""
    return replace(CASE, content=replace(CONTENT, **changes))  # type: ignore[arg-type]  # any field of NewCase


def long_case(papers: int = 40) -> Case:
    """Long names, a very long address, many papers: nothing of it may be cut."""
    many = tuple(
        CasePaper(
            f"Giấy tờ thứ {index}: văn bản xác nhận của cơ quan, tổ chức có thẩm quyền về việc sử dụng đất ổn định",
            PaperAnswer.DIGITIZE,
            PaperState.HANDED_IN,
            f"paper-{index}",
            originals=1,
            copies=index % 3,
        )
        for index in range(1, papers + 1)
    )
    person = replace(
        MOTHER,
        full_name="Công Tằng Tôn Nữ Nguyễn Hoàng Thị Ngọc Quỳnh Như Ẩn Ỵ",
        residence="Số 123/45/67/89, hẻm 234, đường Nguyễn Thị Minh Khai nối dài, tổ 17, khu phố Đông Thạnh Phú, " * 4,
    )
    return case_with(papers=many, applicant=person, note="Người nộp hẹn bổ sung bản vẽ. " * 6)
