"""The page of backups: the three places and how each stands, back up now, how much is kept."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.records.number_text import size_text
from desktop.screens.backup.words import moment_text, phase_text, place_name
from desktop.screens.building import button, card, clear, label, number_box, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.status_line import StatusLine
from desktop.screens.two_columns import TwoColumns
from desktop.workflows.backup_keeper import BackupKeeper, Place
from desktop.workflows.backup_settings import PlaceState
from devices.errors import CodedError


class BackupScreen(QWidget):
    """Shows a `BackupKeeper`."""

    def __init__(self, keeper: BackupKeeper, messages: Messages, *more: QWidget) -> None:
        """Show it; `more` are cards beside."""
        super().__init__()
        self._keeper = keeper
        self._messages = messages
        self._shown: object = None
        self.notice = Notice()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(TwoColumns((self._places_card(),), (*more, self._settings_card(), self._about_card())))
        keeper.subscribe(self.refresh)
        self.refresh()

    def _places_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Ba nơi sao lưu"), "heading"))
        column.addWidget(self.notice)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(12)
        column.addLayout(self._lines)
        self.now = button(
            self.tr("Sao lưu ngay"), self._keeper.back_up, role="primary", icon_name="save", key="Ctrl+Return"
        )
        self.second = button(self.tr("Chọn ổ thứ hai…"), self._choose_second, icon_name="archive")
        self.stick = button(self.tr("Đánh dấu USB…"), self._choose_stick, icon_name="plus")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Tiến độ sao lưu"))
        self.progress.setTextVisible(False)
        self.phase = label("", "caption", wrap=True)
        column.addWidget(self.phase)
        column.addWidget(self.progress)
        column.addLayout(row(self.now, None))
        column.addLayout(row(self.second, self.stick, None))
        column.addStretch(1)
        return frame

    def _settings_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Giữ lại bao nhiêu bản"), "heading"))
        keep, settings = self._keeper.view.settings.keep, self._keeper.view.settings
        form = QFormLayout()
        form.setVerticalSpacing(8)

        def number(name: str, value: int, least: int, most: int, change: Callable[[int], None]) -> None:
            made = number_box(name, least, most)
            made.setValue(value)
            made.editingFinished.connect(lambda: change(made.value()))
            form.addRow(label(name, "fieldLabel", wrap=True), made)

        number(self.tr("Bản theo ngày"), keep.daily, 1, 60, lambda value: self._keep(daily=value))
        number(self.tr("Bản theo tuần"), keep.weekly, 0, 60, lambda value: self._keep(weekly=value))
        number(self.tr("Bản theo tháng"), keep.monthly, 0, 60, lambda value: self._keep(monthly=value))
        number(
            self.tr("Sao lưu cách nhau (giờ)"), settings.hours, 1, 72, lambda value: self._keeper.change(hours=value)
        )
        number(
            self.tr("Nhắc khi bản cuối cũ hơn (ngày)"),
            settings.warn_days,
            1,
            60,
            lambda value: self._keeper.change(warn_days=value),
        )
        column.addLayout(form)
        self.use_stick = QCheckBox(self.tr("Tự sao lưu khi cắm USB đã đánh dấu"))
        self.use_stick.setChecked(settings.stick)
        self.use_stick.toggled.connect(lambda on: self._keeper.change(stick=on))
        column.addWidget(self.use_stick)
        return frame

    def _about_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Khi máy hỏng"), "heading"))
        text = self.tr(
            "Trên máy mới, ở hộp “Thiết lập bàn mới” chọn “Khôi phục từ bản sao lưu” rồi gõ khóa khôi phục đã ghi "
            "ra giấy. Bản sao lưu được mã hóa: không có khóa đó thì không ai mở được."
        )
        column.addWidget(label(text, "caption", wrap=True))
        return frame

    def _keep(self, **changes: int) -> None:
        self._keeper.change(keep=msgspec.structs.replace(self._keeper.view.settings.keep, **changes))

    def _choose_second(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Chọn ổ thứ hai hoặc thư mục chung"))
        if chosen:
            self._keeper.change(second=chosen)
            self._keeper.back_up([Place.SECOND])

    def _choose_stick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Chọn USB dùng để sao lưu"))
        if chosen:
            self._keeper.mark_stick(Path(chosen))

    def refresh(self) -> None:
        """Show what the keeper knows."""
        view = self._keeper.view
        error = self._keeper.error or view.stale
        if error is not None:
            self.notice.say_error(self._messages.explain(error))
        else:
            self.notice.hide()
        running = view.running is not None
        self.now.setEnabled(not running)
        self.progress.setVisible(running)
        self.phase.setVisible(running)
        if view.running is not None:
            self.phase.setText(f"{place_name(view.running)}: {phase_text(view.phase)}")
            self.progress.setRange(0, max(1, view.of_all) if view.of_all != 1 else 0)
            self.progress.setValue(view.done)
        shown = (view.states, view.settings)
        if shown != self._shown:
            self._shown = shown
            clear(self._lines)
            for place in Place:
                self._lines.addWidget(self._line(place, view.states.get(place, PlaceState())))

    def _line(self, place: Place, state: PlaceState) -> QWidget:
        root = self._keeper.root(place)
        if place is Place.SECOND and root is None:
            return StatusLine("", place_name(place), self.tr("Chưa chọn. Nên có một nơi ngoài máy này."))
        where = [str(root)] if root is not None else []
        if state.good_at:
            good = self.tr("Bản tốt gần nhất: {0} · {1} tệp · ghi thêm {2}")
            where.append(good.format(moment_text(state.good_at), state.files, size_text(state.size)))
        else:
            where.append(self.tr("Chưa có bản nào."))
        if state.error:
            message = self._messages.explain(CodedError(state.error, place=str(root or "")))
            where.append(f"{message.title}  [{message.code}] · {moment_text(state.tried_at)}")
        mark = "fail" if state.error else "ok" if state.good_at else ""
        return StatusLine(mark, place_name(place), "\n".join(where))
