"""The page of the log put together: its desk, its screen, its files."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog

from desktop.documents.desk import DeskDetails
from desktop.documents.person_export import PersonFile, Section, person_archive
from desktop.documents.saving import save_atomically
from desktop.records.audit_entries import AuditEntry
from desktop.records.desk_settings import DeskSettings
from desktop.records.erasures import Erased
from desktop.records.file_store import FileStore
from desktop.records.people import Officer, PersonDetails
from desktop.records.personal_data import load_personal_data
from desktop.records.worker import DatabaseWorker
from desktop.screens.audit.erase_dialog import EraseCaseDialog
from desktop.screens.audit.model import local_text
from desktop.screens.audit.screen import AuditScreen
from desktop.screens.audit.words import action_name, field_names, fields_text, subject_text
from desktop.screens.background import Background
from desktop.screens.dialog import ask_text
from desktop.screens.messages import Messages
from desktop.screens.printing.preview import PrintPreview
from desktop.screens.words import case_state_name, day_text, moment_text
from desktop.workflows.audit_desk import AuditDesk, LogView
from desktop.workflows.person_held import PersonHeld

ERASE_WORD = "XÓA"


class AuditPage(QObject):
    """Builds the page and writes its files.

    Attributes:
        desk: What is looked at.
        screen: The page's widget.
        dialog: The one that is open; None for none.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        folder: Path,
        resources: Path,
        *,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        clock: Callable[[], datetime],
        officer: Officer,
        settings: Callable[[], DeskSettings],
    ) -> None:
        """Build it.

        Args:
            worker: The records.
            store: The files.
            folder: The desk's folder, where the list of erasures is kept.
            resources: Folder of the program's data.
            deliver: Brings outcomes to this thread.
            helpers: Writes the files.
            messages: The words for errors.
            clock: The desk's time.
            officer: Who works here.
            settings: The desk's settings as they are now.
        """
        super().__init__()
        self._deliver = deliver
        self._helpers = helpers
        self._clock = clock
        self._officer = officer
        self._settings = settings
        self._fonts = resources / "fonts"
        self._messages = messages
        data = load_personal_data(resources)
        self.desk = AuditDesk(worker, store, data, folder, deliver=deliver, helpers=helpers, clock=clock)
        self.screen = AuditScreen(self.desk, messages)
        self.screen.export_wanted.connect(self._export)
        self.screen.notice_export_wanted.connect(self._export_notice)
        self.screen.person_wanted.connect(self._export_person)
        self.screen.erase_wanted.connect(self._erase)
        self.screen.erase_case_wanted.connect(self._ask_erase_case)
        self.screen.certificate_wanted.connect(self._show_certificate)
        self.dialog: QDialog | None = None
        self._kept = b""

    # ---- the log

    def _export(self, kind: str) -> None:
        path = self._ask_path(self.tr("Xuất nhật ký"), f"nhat-ky-{self._clock():%Y%m%d}.{kind}", kind)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write what is asked for as ``.xlsx`` or ``.csv``, by the path's ending."""

        def write(found: tuple[tuple[AuditEntry, ...], LogView]) -> None:
            entries, view = found
            self._write(lambda: self._log_file(entries, view, path.suffix), path)

        self._deliver(self.desk.export_entries(), write, self.screen.say_error)

    def _log_file(self, entries: Sequence[AuditEntry], view: LogView, kind: str) -> bytes:
        from desktop.documents.audit_export import make_csv, make_workbook  # noqa: PLC0415 - openpyxl is slow to load

        tr = self.tr
        head = (
            tr("Số"),
            tr("Lúc (UTC)"),
            tr("Lúc"),
            tr("Công chức"),
            tr("Việc"),
            tr("Mã việc"),
            tr("Về"),
            tr("Số người"),
            tr("Dữ liệu"),
            tr("Chi tiết"),
            tr("Mã băm trước"),
            tr("Mã băm"),
        )
        rows = [
            (
                each.sequence,
                each.at,
                local_text(each.at),
                view.officer_name(each.officer_id),
                action_name(each.action),
                each.action,
                subject_text(each),
                each.count,
                fields_text(each),
                each.details,
                each.previous,
                each.hash,
            )
            for each in entries
        ]
        return make_csv(head, rows) if kind == ".csv" else make_workbook([(tr("Nhật ký"), head, rows)])

    def _export_notice(self) -> None:
        path = self._ask_path(self.tr("Xuất danh sách"), f"su-co-{self._clock():%Y%m%d-%H%M}.xlsx", "xlsx")
        if path is not None:
            self.export_notice_to(path)

    def export_notice_to(self, path: Path) -> None:
        """Write whose data were touched as a workbook: what, and who."""
        if self.desk.notice is not None:
            self._write(self._notice_file, path)

    def _notice_file(self) -> bytes:
        from desktop.documents.audit_export import make_workbook  # noqa: PLC0415

        found, names, tr = self.desk.notice, field_names(), self.tr
        if found is None:
            return b""
        wanted = found.wanted
        first, last = (
            each.strftime("%d/%m/%Y %H:%M") if each is not None else "" for each in (wanted.first, wanted.last)
        )
        facts: list[tuple[str, str | int]] = [
            (tr("Từ"), first),
            (tr("Đến"), last),
            (tr("Công chức"), self.desk.view.officer_name(wanted.officer_id) or tr("mọi công chức")),
            (tr("Số người"), found.count),
            (tr("Số lần"), found.entries),
            *((tr("Dữ liệu: {0}").format(names.get(name, name)), times) for name, times in found.fields.items()),
            *((tr("Việc: {0}").format(action_name(name)), times) for name, times in found.actions.items()),
        ]
        people = [
            (each.details.full_name, each.details.number, each.details.phone, times) for each, times in found.people
        ]
        people += [(tr("(không còn dữ liệu)"), "", "", 0) for _ in found.unknown]
        head = (tr("Họ tên"), tr("Số căn cước"), tr("Điện thoại"), tr("Số lần"))
        return make_workbook([(tr("Tóm tắt"), (tr("Mục"), tr("Giá trị")), facts), (tr("Danh sách"), head, people)])

    # ---- a person

    def _export_person(self) -> None:
        path = self._ask_path(self.tr("Xuất dữ liệu của một người"), f"du-lieu-{self._clock():%Y%m%d-%H%M}.zip", "zip")
        if path is not None:
            self.export_person_to(path)

    def export_person_to(self, path: Path) -> None:
        """Write what is held on the person who is looked at as an archive."""

        def write(found: tuple[PersonHeld, tuple[bytes, ...]]) -> None:
            self._write(lambda: self._archive(*found), path)

        self._deliver(self.desk.held(), write, self.screen.say_error)

    def _archive(self, held: PersonHeld, contents: Sequence[bytes]) -> bytes:
        set_up, tr = self._settings(), self.tr
        issued = tr("{0}, {1} lập lúc {2}").format(
            set_up.unit_name, self._officer.full_name, moment_text(self._clock())
        )
        sections = [Section(tr("Thông tin công dân"), self._lines(held.citizen.details))]
        for case in held.cases:
            content = case.content
            lines = [
                (tr("Thủ tục"), content.procedure_name),
                (tr("Nhận"), moment_text(content.received_at)),
                (tr("Trạng thái"), case_state_name(case.state)),
                *self._lines(content.applicant),
                *((tr("Người nộp thay: ") + name, text) for name, text in self._lines(content.submitter)),
                (tr("Ghi chú"), content.note),
                *((tr("Giấy tờ"), paper.name) for paper in content.papers),
            ]
            sections.append(Section(tr("Hồ sơ {0}").format(case.code), [each for each in lines if each[1]]))
        handed_in = [(code, moment_text(at)) for code, at in held.handed_in]
        if handed_in:
            sections.append(Section(tr("Hồ sơ nộp thay người khác"), handed_in))
        looked = [(local_text(at), action_name(action)) for at, action in held.looked]
        sections.append(Section(tr("Ai đã xem, đã làm gì với dữ liệu này"), looked))
        facts = {
            "citizen": held.citizen,
            "cases": held.cases,
            "handed_in": [{"code": code, "at": at} for code, at in held.handed_in],
            "flags": [{"kind": kind, "fields": fields} for kind, fields in held.flags],
            "log": [{"at": at, "action": action} for at, action in held.looked],
        }
        papers = [
            PersonFile(each.case_code, each.position, each.name, content)
            for each, content in zip(held.files, contents, strict=True)
        ]
        plain = msgspec.to_builtins(facts)
        return person_archive(tr("Dữ liệu máy này giữ về một người"), issued, sections, plain, papers)

    def _lines(self, person: PersonDetails | None) -> list[tuple[str, str]]:
        if person is None:
            return []
        tr = self.tr
        lines = (
            (tr("Họ tên"), person.full_name),
            (tr("Số căn cước"), person.number),
            (tr("Số CMND cũ"), person.old_number),
            (tr("Ngày sinh"), day_text(person.birth_date)),
            (tr("Giới tính"), person.sex),
            (tr("Nơi cư trú"), person.residence),
            (tr("Ngày cấp"), day_text(person.issue_date)),
            (tr("Điện thoại"), person.phone),
            (tr("Thư điện tử"), person.email),
            (tr("Ghi chú"), person.note),
        )
        return [each for each in lines if each[1]]

    # ---- deletion

    def _erase(self) -> None:
        question = self.tr(
            "Mọi hồ sơ, tệp và thông tin của người này ở máy này bị xóa và không khôi phục được. Gõ {0} để xóa:"
        ).format(ERASE_WORD)
        if ask_text(self.screen, self.tr("Xóa dữ liệu quá hạn"), question) != ERASE_WORD:
            return
        path = self._ask_path(self.tr("Lưu chứng nhận xóa"), f"chung-nhan-xoa-{self._clock():%Y%m%d-%H%M}.pdf", "pdf")
        if path is not None:
            self.erase_to(path)

    def erase_to(self, certificate: Path) -> None:
        """Delete the person who is looked at, and write the certificate."""

        def write(done: Sequence[Erased]) -> None:
            self.desk.look_at_citizen("")
            self._write(lambda: self._certificate(done), certificate)

        self._deliver(self.desk.erase(), write, self.screen.say_error)

    def _ask_erase_case(self) -> None:
        case = self.desk.case
        if case is None or self.dialog is not None:
            return
        dialog = EraseCaseDialog(case, self.screen.window())
        dialog.accepted.connect(lambda: self.erase_case(dialog.reason))
        self._open(dialog)

    def erase_case(self, reason: str) -> None:
        """Delete the case that is looked at; its certificate is shown, to be printed or saved."""

        def laid_out(pdf: bytes) -> None:
            self._kept = pdf
            self.screen.case.offer_certificate()
            self.desk.look_at_case("")
            if self.desk.past is not None:
                self.desk.look_at_past()
            self.desk.refresh()
            self._show_certificate()

        def certify(done: Sequence[Erased]) -> None:
            self._deliver(self._helpers.submit(self._certificate, done), laid_out, self.screen.say_error)

        self._deliver(self.desk.erase_case(reason), certify, self.screen.say_error)

    def _show_certificate(self) -> None:
        """The last one; it is kept until the program ends."""
        if not self._kept or self.dialog is not None:
            return
        pdf, title = self._kept, self.tr("Chứng nhận xóa dữ liệu")
        stem = f"chung-nhan-xoa-{self._clock():%Y%m%d-%H%M}"
        self._open(
            PrintPreview(lambda _key: pdf, title, stem, {"a4": "A4"}, self._messages, parent=self.screen.window())
        )

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_closed(self) -> None:
        self.dialog = None

    def close(self) -> None:
        """Close what is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _certificate(self, done: Sequence[Erased]) -> bytes:
        from desktop.documents.erasure_certificate import erasure_certificate  # noqa: PLC0415

        desk = DeskDetails.of(self._settings())
        return erasure_certificate(done, desk, self._officer.full_name, self._clock(), self._fonts)

    # ---- the parts

    def _ask_path(self, title: str, name: str, kind: str) -> Path | None:
        path, _ = QFileDialog.getSaveFileName(self.screen, title, name, f"{kind.upper()} (*.{kind})")
        return Path(path) if path else None

    def _write(self, make: Callable[[], bytes], path: Path) -> None:
        def work() -> str:
            save_atomically(make(), path)
            return path.name

        def done(name: str) -> None:
            text = self.tr("Tệp có dữ liệu cá nhân thì giữ cẩn thận, xóa khi không cần nữa.")
            self.screen.say_done(self.tr("Đã ghi {0}").format(name), text)

        self._deliver(self._helpers.submit(work), done, self.screen.say_error)
