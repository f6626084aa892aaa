"""Words of the self-check."""

from PySide6.QtCore import QCoreApplication

from desktop.screens.messages import Messages
from desktop.workflows.self_check import CheckLine, Topic


def tr(text: str) -> str:
    """A text of the self-check."""
    return QCoreApplication.translate("SelfCheck", text)


def topic_name(topic: Topic) -> str:
    """What is looked at."""
    return {
        Topic.DATABASE: tr("Cơ sở dữ liệu"),
        Topic.BACKUP: tr("Sao lưu"),
        Topic.DISK: tr("Ổ đĩa"),
        Topic.CLOCK: tr("Đồng hồ"),
        Topic.CAMERA: tr("Camera"),
        Topic.SCANNER: tr("Máy quét giấy"),
        Topic.READER: tr("Đầu đọc chip"),
        Topic.PRINTER: tr("Máy in"),
        Topic.FONTS: tr("Phông chữ"),
        Topic.NETWORK: tr("Mạng"),
        Topic.PROVINCE: tr("Kết nối tỉnh"),
        Topic.TRUST: tr("Chứng thư gốc"),
        Topic.CATALOGUE: tr("Danh mục thủ tục"),
        Topic.DAYS: tr("Ngày chờ gửi"),
        Topic.ASIDE: tr("Bản để lại khi khôi phục"),
    }[topic]


def fact_text(line: CheckLine) -> str:
    """What was found, in words; "" where there is nothing to say."""
    form = {
        Topic.DATABASE: tr("{0} dòng, toàn vẹn"),
        Topic.DISK: tr("còn trống {0}"),
        Topic.CAMERA: tr("{0} thiết bị"),
        Topic.SCANNER: tr("{0} thiết bị"),
        Topic.READER: tr("{0} thiết bị"),
        Topic.PRINTER: tr("{0} thiết bị"),
        Topic.TRUST: tr("{0} chứng thư"),
        Topic.CATALOGUE: tr("phiên bản {0}"),
        Topic.DAYS: tr("{0} bản chờ"),
        Topic.ASIDE: tr("{0} bản"),
    }.get(line.topic, "{0}")
    return form.format(line.fact) if line.fact else ""


def line_texts(line: CheckLine, messages: Messages) -> tuple[str, str]:
    """A title, and what to do or to know."""
    name = topic_name(line.topic)
    if line.error is None:
        fact = fact_text(line)
        return (f"{name}: {fact}" if fact else tr("{0}: tốt").format(name)), ""
    message = messages.explain(line.error)
    return f"{name}: {message.title}  [{message.code}]", f"{message.cause}\n{message.cure}"


def actor_name(actor: str) -> str:
    """Who must act."""
    return {
        "officer": tr("Công chức"),
        "technician": tr("Kỹ thuật"),
        "province": tr("Tỉnh"),
        "developer": tr("Người viết chương trình"),
    }[actor]
