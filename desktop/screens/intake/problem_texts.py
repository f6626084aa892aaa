"""What an intake still lacks, in words."""

from PySide6.QtCore import QCoreApplication

from desktop.screens.words import field_name
from desktop.workflows.intake_rules import Problem, ProblemCode, Role


def problem_text(problem: Problem) -> str:
    """One line for the officer."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Problems", text)

    name = field_name(problem.field) if problem.field is not None else ""
    text = {
        ProblemCode.NAME_MISSING: tr("Chưa có họ tên: quét thẻ hoặc gõ (F2)"),
        ProblemCode.NUMBER_MISSING: tr("Chưa có số căn cước"),
        ProblemCode.NUMBER_MALFORMED: tr("Số căn cước phải có đúng 12 chữ số"),
        ProblemCode.FIELD_DAMAGED: tr("{0}: chữ bị hỏng khi quét").format(name),
        ProblemCode.PROCEDURE_MISSING: tr("Chưa chọn thủ tục (F3)"),
        ProblemCode.PAPERS_UNANSWERED: tr("Còn {0} giấy tờ chưa trả lời (F6 nếu đủ)").format(problem.count),
        ProblemCode.PAPER_MISSING_WITHOUT_REASON: tr("Giấy tờ bắt buộc chưa có: ghi lý do"),
        ProblemCode.CHANNEL_NOT_ALLOWED: tr("Thủ tục này không nhận qua kênh đã chọn"),
        ProblemCode.SUBMITTER_INCOMPLETE: tr("Người nộp thay: quét thẻ hoặc gõ họ tên"),
        ProblemCode.SUBMITTER_IS_APPLICANT: tr("Người nộp thay đang trùng với chủ hồ sơ"),
        ProblemCode.APPOINTMENT_UNKNOWN: tr("Chưa tính được ngày hẹn: chọn ngày khác bằng tay"),
    }[problem.code]
    return tr("Người nộp thay: {0}").format(text) if problem.role is Role.SUBMITTER and name else text
