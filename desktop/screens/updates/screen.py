"""The page of versions: which one runs, what is offered, from the next start on, back to the one before."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from desktop.records.migration_backup import MigrationStep
from desktop.records.number_text import size_text
from desktop.screens.building import button, card, clear, label, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.status_line import StatusLine
from desktop.screens.two_columns import TwoColumns
from desktop.screens.updates.words import day_text, moment_text, phase_text, why_text
from desktop.workflows.update_desk import UpdateDesk, UpdatePhase, UpdateView
from devices.errors import CodedError

SHOWN_STEPS = 5


class UpdateScreen(QWidget):
    """Shows an `UpdateDesk`; without one, the version and why there are no updates here."""

    def __init__(
        self,
        desk: UpdateDesk | None,
        version: str,
        refused: CodedError | None,
        messages: Messages,
        *,
        steps: Callable[[], list[MigrationStep]],
        stick: Path | None = None,
    ) -> None:
        """Build it.

        Args:
            desk: The workflow.
            version: Of the running program.
            refused: Why there are no updates here; None where there are.
            messages: Explains errors.
            steps: Asked for the times that the data were brought to a newer schema.
            stick: Where looking for a stick begins.
        """
        super().__init__()
        self._desk = desk
        self._view = desk.view if desk is not None else UpdateView(version)
        self._refused = refused
        self._messages = messages
        self._steps = steps
        self._stick = str(stick or "")
        self._shown: object = None
        self.notice = Notice()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(TwoColumns((self._version_card(),), (self._about_card(), self._data_card())))
        if desk is not None:
            desk.subscribe(self.refresh)
        self.refresh()

    def _version_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Phiên bản đang dùng: {0}").format(self._view.version), "heading", wrap=True))
        column.addWidget(self.notice)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(12)
        column.addLayout(self._lines)
        self.ask = button(self.tr("Hỏi tỉnh"), self._act(UpdateDesk.look_at_province), icon_name="refresh-cw", key="F5")
        self.stick = button(self.tr("Tìm trên USB…"), self._choose, icon_name="search")
        take, force = self._act(UpdateDesk.take), self._act(UpdateDesk.put_in_force)
        self.take = button(self.tr("Lấy về và chạy thử"), take, role="primary", icon_name="save")
        self.force = button(self.tr("Dùng từ lần mở sau"), force, role="primary", icon_name="check")
        self.keep = button(self.tr("Thôi, giữ bản này"), self._act(UpdateDesk.keep), icon_name="x")
        self.back = button(self.tr("Quay về bản trước"), self._act(UpdateDesk.go_back), icon_name="undo-2")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Tiến độ cập nhật"))
        self.progress.setTextVisible(False)
        self.phase = label("", "caption", wrap=True)
        column.addWidget(self.phase)
        column.addWidget(self.progress)
        column.addLayout(row(self.take, self.force, self.keep, None))
        column.addLayout(row(self.ask, self.stick, self.back, None))
        column.addStretch(1)
        return frame

    def _about_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Cập nhật mà không mất gì"), "heading", wrap=True))
        for text in (
            self.tr("Chỉ nhận bản có chữ ký của dự án; tỉnh hay USB chỉ chuyển hộ. Bản cũ hơn bị từ chối."),
            self.tr("Bản mới nằm cạnh bản đang dùng và có hiệu lực từ lần mở sau: chốt ngày xong hãy mở lại."),
            self.tr(
                "Trước khi đổi khuôn dữ liệu, chương trình sao lưu và kiểm tra bản sao. Bản mới chưa chạy ổn thì chưa "
                "nhận hồ sơ; nếu hỏng, lần mở sau tự về bản trước với dữ liệu như cũ."
            ),
        ):
            column.addWidget(label(text, "caption", wrap=True))
        return frame

    def _data_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Các lần nâng cấp dữ liệu"), "heading", wrap=True))
        self._history = QVBoxLayout()
        self._history.setSpacing(8)
        column.addLayout(self._history)
        return frame

    def _act(self, act: Callable[[UpdateDesk], None]) -> Callable[[], None]:
        """What a button does, where there is a workflow to do it."""

        def run() -> None:
            if self._desk is not None:
                act(self._desk)

        return run

    def _choose(self) -> None:
        title = self.tr("Chọn USB hoặc thư mục có gói cập nhật")
        chosen = QFileDialog.getExistingDirectory(self, title, self._stick)
        if chosen and self._desk is not None:
            self._desk.look_in(Path(chosen))

    def refresh(self) -> None:
        """Show what the workflow knows."""
        if self._desk is not None:
            self._view = self._desk.view
        view = self._view
        error = self._desk.error if self._desk is not None and self._desk.error else self._refused
        if error is not None:
            self.notice.say_error(self._messages.explain(error))
        else:
            self.notice.hide()
        busy = view.phase is not UpdatePhase.IDLE
        usable = self._desk is not None and self._refused is None and not busy
        self.phase.setText(phase_text(view.phase))
        self.phase.setVisible(busy)
        self.progress.setVisible(busy)
        self.progress.setRange(0, 1000 if view.of_all else 0)
        self.progress.setValue(1000 * view.done // view.of_all if view.of_all else 0)
        for each, there in (
            (self.take, view.offer is not None and view.following is None),
            (self.force, bool(view.ready)),
            (self.keep, view.following is not None),
            (self.back, view.previous is not None and view.following is None),
        ):
            each.setVisible(there)
            each.setEnabled(usable)
        self.ask.setEnabled(usable)
        self.stick.setEnabled(usable)
        shown = (view.offer, view.looked, view.ready, view.following, view.previous, view.failed, view.news)
        if shown != self._shown:
            self._shown = shown
            self._show_lines(view)

    def _show_lines(self, view: UpdateView) -> None:
        clear(self._lines)
        for line in self._status(view):
            self._lines.addWidget(line)
        clear(self._history)
        steps = self._steps()[-SHOWN_STEPS:]
        for step in reversed(steps):
            title = self.tr("{0}: khuôn {1} → {2}").format(moment_text(step.at), step.before, step.after)
            text = self.tr("Bản sao lưu trước đó: {0}").format(step.backup)
            self._history.addWidget(StatusLine("ok" if step.done else "warn", title, text))
        if not steps:
            self._history.addWidget(label(self.tr("Chưa có lần nào."), "caption", wrap=True))

    def _status(self, view: UpdateView) -> list[StatusLine]:
        lines = []
        if view.following is not None:
            title = self.tr("Lần mở sau dùng bản {0}").format(view.following)
            lines.append(StatusLine("ok", title, self.tr("Chốt ngày, đóng chương trình rồi mở lại.")))
        if view.ready:
            title = self.tr("Bản {0} đã sẵn sàng").format(view.ready)
            lines.append(StatusLine("ok", title, self.tr("Đã kiểm tra từng tệp và chạy thử trên máy này.")))
        if view.offer is not None:
            lines.append(self._offer_line(view))
        if view.looked:
            lines.append(StatusLine("ok", self.tr("Không có bản nào mới hơn")))
        if view.failed is not None:
            title = self.tr("Bản {0} không chạy ổn, đã tự về bản trước").format(view.failed.version)
            text = self.tr("Lúc {0}: {1}. Dữ liệu như trước khi thử. Gửi báo cáo hỗ trợ cho bộ phận kỹ thuật.")
            lines.append(StatusLine("warn", title, text.format(moment_text(view.failed.at), why_text(view.failed.why))))
        if view.news:
            message = self._messages.explain(CodedError("UPD-009", day=day_text(view.news)))
            lines.append(StatusLine("warn", f"{message.title} [{message.code}]", f"{message.cause} {message.cure}"))
        if view.previous is not None and view.following is None:
            lines.append(StatusLine("", self.tr("Bản trước còn giữ trên máy: {0}").format(view.previous or "—")))
        return lines

    def _offer_line(self, view: UpdateView) -> StatusLine:
        if view.offer is None:
            raise AssertionError("there is no offer to show")
        release = view.offer.release
        title = self.tr("Có bản {0}, {1}").format(release.version, size_text(release.packed))
        notes = release.notes.get(self._messages.language) or release.notes.get("vi", "")
        return StatusLine("", title, notes)
