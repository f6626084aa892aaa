"""What the officer sees of the citizen's screen: what it shows, what was pressed there, what can be shown next."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.screens.building import ElidedLabel, button, label, restyle
from desktop.workflows.citizen_pages import CitizenStage
from desktop.workflows.citizen_view import CitizenView


class CitizenBar(QFrame):
    """A line above the pages, there while the citizen's screen is."""

    def __init__(self, view: CitizenView) -> None:
        super().__init__()
        self.setObjectName("guideBar")
        self._view = view
        self._what = ElidedLabel("")
        self._answer = label("", "tagGood")
        self.right = button(self.tr("Đã xác nhận miệng"), view.confirm_orally, role="link")
        self.confirm = button(self.tr("Xem lại thông tin"), lambda: view.show(CitizenStage.CONFIRM), role="link")
        self.faces = button(self.tr("Hỏi hài lòng"), lambda: view.show(CitizenStage.FACES), role="link")
        self.again = button(self.tr("Hiện"), view.show_again, role="link")
        self.hide_button = button(self.tr("Ẩn"), view.hide, role="link")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 2, 12, 2)
        line.setSpacing(8)
        line.addWidget(self._what, 1)
        for each in (self._answer, self.right, self.confirm, self.faces, self.again, self.hide_button):
            line.addWidget(each)
        view.subscribe(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how it is."""
        view, stage = self._view, self._view.page.stage
        self.setVisible(view.is_open)
        self._what.say(self.tr("Màn hình công dân: {0}").format(self._words(stage)))
        answer = view.page.answer
        self._answer.setVisible(answer is not None)
        if answer is not None:
            restyle(self._answer, "tagGood" if answer else "tagBad")
            self._answer.setText(self.tr("Công dân: đúng") if answer else self.tr("Công dân: chưa đúng, cần hỏi lại"))
        self.right.setVisible(stage is CitizenStage.CONFIRM and not answer)
        self.confirm.setVisible(stage is CitizenStage.PAPERS)
        self.faces.setVisible(stage is CitizenStage.APPOINTMENT and view.settings.faces)
        self.again.setVisible(view.can_show)
        self.hide_button.setVisible(stage not in {CitizenStage.IDLE, CitizenStage.TICKET})

    def _words(self, stage: CitizenStage) -> str:
        return {
            CitizenStage.IDLE: self.tr("màn hình chờ, không có thông tin của ai"),
            CitizenStage.TICKET: self.tr("số thứ tự vừa lấy"),
            CitizenStage.CONFIRM: self.tr("thông tin cần xác nhận"),
            CitizenStage.PAPERS: self.tr("giấy tờ cần nộp"),
            CitizenStage.APPOINTMENT: self.tr("giấy hẹn"),
            CitizenStage.FACES: self.tr("hỏi mức độ hài lòng"),
            CitizenStage.THANKS: self.tr("lời cảm ơn"),
        }[stage]
