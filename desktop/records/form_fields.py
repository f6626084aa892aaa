"""The words in braces that a form's template may hold, and those that it must hold.

They are Vietnamese without marks, since officers read and write them; what each means is said beside it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DESK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "don_vi": "tên đơn vị",
        "bo_phan": "tên Bộ phận Một cửa",
        "dia_chi_co_quan": "địa chỉ của cơ quan",
        "dien_thoai_co_quan": "điện thoại của cơ quan",
        "can_bo": "người in phiếu",
        "ngay_lap": "ngày lập phiếu",
    }
)
CASE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ma_ho_so": "mã hồ sơ",
        "chu_ho_so": "chủ hồ sơ",
        "nguoi_nop": "người nộp",
        "so_giay_to": "số căn cước của người nộp",
        "dia_chi": "nơi cư trú của người nộp",
        "dien_thoai": "điện thoại của người nộp",
        "email": "thư điện tử của người nộp",
        "ten_thu_tuc": "tên thủ tục",
        "ma_thu_tuc": "mã thủ tục",
        "so_bo": "số bộ hồ sơ",
        "thoi_han": "thời hạn theo quy định",
        "ngay_nhan": "lúc nhận hồ sơ",
        "hen_tra": "lúc hẹn trả trên giấy hẹn",
        "noi_tra": "nơi trả kết quả",
        "le_phi": "phí, lệ phí",
        "nguoi_nhan_ho_so": "công chức đã nhận hồ sơ",
    }
)
ACT: Final[Mapping[str, str]] = MappingProxyType(
    {"ly_do": "lý do", "luc_ghi": "lúc ghi việc này", "hen_cu": "hẹn trước đó", "hen_moi": "hẹn mới"}
)
RESULT: Final[Mapping[str, str]] = MappingProxyType(
    {"ket_qua": "số, ngày của kết quả", "nguoi_nhan_ket_qua": "người nhận kết quả", "luc_tra": "lúc trả kết quả"}
)
ROW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stt": "số thứ tự",
        "luc_tra": "lúc trả kết quả",
        "nguoi_nhan_ket_qua": "người nhận kết quả",
        "ghi_chu": "ghi chú",
    }
)
PERIOD: Final[Mapping[str, str]] = MappingProxyType({"tu_ngay": "từ ngày", "den_ngay": "đến ngày"})
HAND_OVER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ben_giao": "bộ phận giao",
        "ben_nhan": "bộ phận nhận",
        "nguoi_giao": "người giao",
        "nguoi_nhan": "người nhận",
        "luc_giao": "lúc bàn giao",
        "so_ho_so": "số hồ sơ",
        "bang_chu": "số hồ sơ bằng chữ",
    }
)
PROCEDURE: Final[Mapping[str, str]] = MappingProxyType({"ten_thu_tuc": "tên thủ tục", "ma_thu_tuc": "mã thủ tục"})

_DESK_CASE = {**DESK, **CASE}
# Form → the fields it knows.
FIELDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "supplement": {**_DESK_CASE, **ACT},
        "refusal": {**_DESK_CASE, **ACT},
        "apology": {**_DESK_CASE, **ACT},
        "stop": {**_DESK_CASE, **ACT},
        "control_slip": _DESK_CASE,
        "register": {**DESK, **CASE, **ROW, **PERIOD},
        "return_slip": {**_DESK_CASE, **RESULT},
        "hand_over_list": {**DESK, **CASE, **ROW, **HAND_OVER},
        "procedure": {**DESK, **PROCEDURE},
        "vneid": DESK,
        "online": DESK,
        "poster": DESK,
    }
)
# Form → what it is worth nothing without. A name in square brackets is a part that stands on a line of its own.
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "supplement": ("chu_ho_so", "ten_thu_tuc", "ly_do", "[giấy tờ]", "[ký]"),
        "refusal": ("chu_ho_so", "ten_thu_tuc", "ly_do", "[ký]"),
        "apology": ("ma_ho_so", "chu_ho_so", "ly_do", "hen_cu", "hen_moi", "[ký]"),
        "stop": ("ma_ho_so", "chu_ho_so", "ly_do", "[ký]"),
        "control_slip": ("ma_ho_so", "chu_ho_so", "hen_tra", "[giao nhận]"),
        "register": ("ma_ho_so", "ten_thu_tuc", "chu_ho_so", "[cột]"),
        "return_slip": ("ma_ho_so", "chu_ho_so", "nguoi_nhan_ket_qua", "[ký]"),
        "hand_over_list": ("ma_ho_so", "chu_ho_so", "so_ho_so", "bang_chu", "[cột]", "[ký]"),
        "procedure": ("ten_thu_tuc", "[mã QR]"),
        "vneid": ("[mã QR]",),
        "online": ("[mã QR]",),
        "poster": ("[mã QR]",),
    }
)
GUIDANCE: Final = ("vneid", "online", "procedure", "poster")
RECEIPT: Final = "receipt"
REGISTER: Final = "register"
HAND_OVER_LIST: Final = "hand_over_list"
LISTS: Final = frozenset({REGISTER, HAND_OVER_LIST})  # of many cases
OWN_SLIPS: Final = frozenset({"return_slip", HAND_OVER_LIST})  # no circular prescribes them
