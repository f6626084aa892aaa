"""Words for synthetic pages: plausible Vietnamese office prose about people who do not exist."""

import numpy as np

from devices.simulated.citizens import SyntheticCitizen

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
TITLES = (
    "ĐƠN ĐỀ NGHỊ",
    "TỜ KHAI ĐĂNG KÝ",
    "GIẤY XÁC NHẬN",
    "HỢP ĐỒNG ỦY QUYỀN",
    "BIÊN BẢN LÀM VIỆC",
    "GIẤY CHỨNG NHẬN",
    "THÔNG BÁO KẾT QUẢ",
    "PHIẾU TIẾP NHẬN HỒ SƠ",
    "DANH SÁCH THÀNH VIÊN",
)
PHRASES = (
    "căn cứ quy định của pháp luật về hộ tịch",
    "theo đề nghị của người có tên nêu trên",
    "ủy ban nhân dân xã đã xem xét hồ sơ",
    "tôi cam đoan những nội dung khai trên là đúng sự thật",
    "và chịu trách nhiệm trước pháp luật về lời khai của mình",
    "thửa đất có diện tích được ghi trong giấy chứng nhận",
    "hiện đang cư trú tại địa chỉ thường trú",
    "kèm theo bản sao giấy tờ có chứng thực",
    "thời hạn giải quyết kể từ ngày nhận đủ hồ sơ hợp lệ",
    "trường hợp cần bổ sung thì thông báo bằng văn bản",
    "người yêu cầu nộp lệ phí theo mức thu hiện hành",
    "kết quả được trả tại bộ phận một cửa",
    "quyền sử dụng đất và tài sản gắn liền với đất",
    "các bên đã đọc lại, hiểu rõ và cùng ký tên dưới đây",
    "việc đăng ký được thực hiện đúng thẩm quyền",
    "nội dung thay đổi được ghi vào sổ theo dõi",
    "gia đình thuộc hộ đang hưởng chính sách hỗ trợ",
    "mọi sửa chữa, tẩy xóa đều không có giá trị",
    "lập thành hai bản có giá trị như nhau",
    "giữ gìn vệ sinh chung và trật tự nơi công cộng",
)
LABELS = (
    "Họ, chữ đệm, tên",
    "Ngày, tháng, năm sinh",
    "Giới tính",
    "Số định danh cá nhân",
    "Nơi cư trú",
    "Dân tộc",
    "Quốc tịch",
    "Số điện thoại",
    "Nội dung đề nghị",
    "Giấy tờ kèm theo",
    "Lý do",
    "Quan hệ với chủ hộ",
    "Số tờ bản đồ",
    "Mục đích sử dụng",
)
HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Nơi cư trú", "Ghi chú")


def paragraph(rng: np.random.Generator) -> str:
    """Two to seven phrases as one sentence after another, with a number here and there."""
    sentences = []
    for _ in range(int(rng.integers(1, 4))):
        phrases = [str(phrase) for phrase in rng.choice(PHRASES, int(rng.integers(1, 4)), replace=False)]
        text = ", ".join(phrases)
        if rng.random() < 0.3:
            text += f" số {int(rng.integers(1, 999))}/{int(rng.integers(2015, 2026))}"
        sentences.append(text[0].upper() + text[1:] + ".")
    return " ".join(sentences)


def answers(person: SyntheticCitizen, rng: np.random.Generator) -> list[tuple[str, str]]:
    """A form's lines: label and what the citizen wrote there."""
    known = {
        LABELS[0]: person.full_name,
        LABELS[1]: f"{person.birth_date:%d/%m/%Y}",
        LABELS[2]: person.sex,
        LABELS[3]: person.number,
        LABELS[4]: person.residence,
        LABELS[5]: "Kinh",
        LABELS[6]: "Việt Nam",
        LABELS[7]: person.phone,
    }
    return [(label, known.get(label) or str(rng.choice(PHRASES))) for label in LABELS]
