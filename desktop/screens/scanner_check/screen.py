"""The page of the scanner check."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.screens.building import button, card, clear, label, row
from desktop.screens.messages import Messages
from desktop.screens.scanner_check.code_view import CodeView
from desktop.screens.scanning.scanners import ScannerRead
from desktop.screens.scrolling import ColumnArea
from devices.identity import InputDevice
from devices.qrcode.scanner_check import Diagnosis, check_codes, diagnose


class ScannerCheckScreen(QWidget):
    """Shows one of two codes, small letters then capitals, and the findings of each scan."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._codes = check_codes()
        self._place = 0
        self._passed: set[int] = set()
        columns = QHBoxLayout(self)
        columns.setContentsMargins(12, 12, 12, 12)
        columns.setSpacing(12)
        columns.addWidget(self._code_card(), 2)
        columns.addWidget(ColumnArea(self._findings_card()), 3)
        self._start()

    def _code_card(self) -> QWidget:
        frame, column = card()
        self._step = label("", "heading")
        self.view = CodeView(self._codes[0].text, self.tr("Mã QR kiểm tra máy quét"))
        self._switch = button(self.tr("Mã kia"), self._on_switch, icon_name="refresh-cw")
        column.addLayout(row(self._step, None, self._switch))
        column.addWidget(label(self.tr("Hướng máy quét vào mã này và bóp cò"), "caption", wrap=True))
        column.addWidget(self.view, 1)
        return frame

    def _findings_card(self) -> QVBoxLayout:
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 4, 0)
        frame, column = card()
        whole.addWidget(frame)
        whole.addStretch(1)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(8)
        column.addWidget(label(self.tr("Kết quả"), "heading"))
        column.addLayout(self._findings)
        return whole

    def _start(self) -> None:
        self._show_step()
        clear(self._findings)
        text = self.tr(
            "Hai mã chứa đủ mọi chữ cái tiếng Việt. Quét từng mã: trang này nói đúng chữ nào bị mất, vì sao, và cách "
            "chỉnh máy quét hay máy tính này. Không cần bấm vào ô nào trước."
        )
        self._findings.addWidget(label(text, "", wrap=True))

    def _show_step(self) -> None:
        names = (self.tr("Mã 1/2: chữ thường"), self.tr("Mã 2/2: chữ hoa"))
        self._step.setText(names[self._place])
        self.view.show_text(self._codes[self._place].text)

    def _on_switch(self) -> None:
        self._place = 1 - self._place
        self._show_step()

    def take(self, read: ScannerRead) -> None:
        """A scan arrived while this page is in front: say what it shows."""
        diagnosis = diagnose(
            read.payload, self._codes[self._place], device=read.device, suffix=read.suffix, damages=read.damages
        )
        clear(self._findings)
        if diagnosis.all_right:
            self._show_all_right(read.device)
        else:
            self._show_findings(diagnosis)

    def _show_all_right(self, device: InputDevice) -> None:
        self._passed.add(self._place)
        frame, column = card("noteGood")
        how = self.tr("cổng COM") if device is InputDevice.SERIAL_SCANNER else self.tr("gõ như bàn phím")
        column.addWidget(label(self.tr("✓ Đọc đúng mọi chữ của mã này"), "goodText"))
        column.addWidget(label(self.tr("Máy quét nối kiểu {0}.").format(how), "caption"))
        self._findings.addWidget(frame)
        if len(self._passed) == len(self._codes):
            text = self.tr("Cả hai mã đều đúng: máy quét này và máy tính này dùng tốt với thẻ căn cước.")
        else:
            self._on_switch()
            text = self.tr("Giờ quét tiếp mã bên cạnh.")
        self._findings.addWidget(label(text, "strong", wrap=True))

    def _show_findings(self, diagnosis: Diagnosis) -> None:
        self._passed.discard(self._place)
        for finding in diagnosis.findings:
            message = self._messages.explain(finding)
            frame, column = card("noteWarn")
            column.addWidget(label(f"{message.title}  [{message.code}]", "strong", wrap=True))
            column.addWidget(label(message.cause, "", wrap=True))
            column.addWidget(label(message.cure, "goodText", wrap=True))
            self._findings.addWidget(frame)
        self._findings.addWidget(label(self.tr("Chỉnh xong thì quét lại mã này."), "strong"))
