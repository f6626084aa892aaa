"""Giving a result out: the card is scanned and held against the case, the citizen signs; or the post, or online."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.records.case_life import LifeAct, LifeStep, Receiver, ReturnFacts
from desktop.records.cases import IdentitySource, ReturnMethod
from desktop.screens.building import label, restyle, row
from desktop.screens.cases.act_dialogs import ActDialog
from desktop.screens.cases.life_words import receiver_name
from desktop.screens.words import return_method_name
from desktop.workflows.case_desk import CaseView
from devices.identity import CitizenIdentity, Field, InputDevice

WIDTH = 560
CAMERA = QSize(256, 144)
WAYS = (ReturnMethod.DESK, ReturnMethod.POSTAL, ReturnMethod.ONLINE)


class ReturnDialog(ActDialog):
    """Who gets the result.

    A card that is scanned while it is open goes to it and not to the intake: its number and name are held against the
    case at once. Somebody else's card makes them an authorised person, who needs a paper.

    Attributes:
        name: The receiver's name.
        number: The receiver's number.
        authority: The paper of an authorised person.
        tracking: The post's number.
        signed: They signed.
    """

    def __init__(
        self, act: LifeAct, view: CaseView, parent: QWidget | None = None, *, camera: QWidget | None = None
    ) -> None:
        """Build it; `camera` shows the picture in which a card is read, None where there is none."""
        super().__init__(act, view, parent, width=WIDTH)
        self._source = IdentitySource.TYPED
        self._ways = QButtonGroup(self)
        ways = QVBoxLayout()
        for place, way in enumerate(WAYS):
            radio = QRadioButton(return_method_name(way))
            radio.setChecked(way is view.case.content.return_method)
            self._ways.addButton(radio, place)
            ways.addWidget(radio)
        ways.addStretch(1)
        beside = row(ways, None)
        self.body.addLayout(beside)
        if camera is not None:
            camera.setFixedSize(CAMERA)
            beside.addWidget(camera)
        self._at_desk, self._by_post = QWidget(), QWidget()
        self.name, self.number, self.authority, self.tracking = (QLineEdit() for _ in range(4))
        self.signed = QCheckBox(self.tr("Người nhận đã ký nhận"))
        self._build()
        self.ask_why()
        self._ways.idToggled.connect(lambda _id, _on: self.check())
        for line in (self.name, self.number, self.authority, self.tracking):
            line.textChanged.connect(self.check)
        self.name.textEdited.connect(self._on_typed)
        self.number.textEdited.connect(self._on_typed)
        self.signed.toggled.connect(self.check)
        self.check()
        {ReturnMethod.DESK: self.name, ReturnMethod.POSTAL: self.tracking}.get(self.way, self.why).setFocus()

    def _build(self) -> None:
        whole, self.body = self.body, QVBoxLayout(self._at_desk)
        self.body.setContentsMargins(0, 0, 0, 0)
        self._hint = label(self.tr("Quét thẻ căn cước của người đến nhận, hoặc gõ."), "strong", wrap=True)
        self.body.addWidget(self._hint)
        self.field(self.tr("Họ tên người nhận"), self.name)
        self.field(self.tr("Số căn cước"), self.number)
        self._who = label("", "caption", wrap=True)
        self.body.addWidget(self._who)
        self._authority_part = QWidget()
        inner, self.body = self.body, QVBoxLayout(self._authority_part)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.field(self.tr("Giấy ủy quyền (số, ngày, nơi chứng thực)"), self.authority)
        inner.addWidget(self._authority_part)
        inner.addWidget(self.signed)
        self.body = QVBoxLayout(self._by_post)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.field(self.tr("Mã bưu gửi"), self.tracking)
        self.body = whole
        self.body.addWidget(self._at_desk)
        self.body.addWidget(self._by_post)

    @property
    def way(self) -> ReturnMethod:
        """How it is given out."""
        return WAYS[max(0, self._ways.checkedId())]

    @property
    def receiver(self) -> Receiver:
        """Who the person with this number and name is to the case."""
        return self.view.receiver(self.number.text().strip(), self.name.text().strip())

    def take(self, identity: CitizenIdentity) -> None:
        """Take a card that was scanned."""
        self._ways.button(WAYS.index(ReturnMethod.DESK)).setChecked(True)
        if identity.number != self.number.text().strip():
            self.signed.setChecked(False)  # whoever signed was somebody else
        self.name.setText(identity.text(Field.FULL_NAME))
        self.number.setText(identity.number)
        self._source = IdentitySource.CHIP if identity.device is InputDevice.CHIP_READER else IdentitySource.QR
        self.notice.hide()
        self.check()
        (self.authority if self.receiver is Receiver.AUTHORISED else self.signed).setFocus()

    def _on_typed(self, _text: str) -> None:
        self._source = IdentitySource.TYPED

    def complete(self) -> bool:
        """All that the way needs is there."""
        if self.way is ReturnMethod.POSTAL:
            return bool(self.tracking.text().strip())
        if self.way is ReturnMethod.ONLINE:
            return True
        named = bool(self.name.text().strip()) and self.signed.isChecked()
        if self.receiver is Receiver.AUTHORISED:
            return named and bool(self.authority.text().strip()) and bool(self.number.text().strip())
        return named

    def check(self, _changed: object = None) -> None:
        """Show what the way asks for, and who the receiver is."""
        at_desk, known = self.way is ReturnMethod.DESK, bool(self.name.text().strip() or self.number.text().strip())
        self._at_desk.setVisible(at_desk)
        self._by_post.setVisible(self.way is ReturnMethod.POSTAL)
        other = known and self.receiver is Receiver.AUTHORISED
        self._authority_part.setVisible(other)
        if not known:
            self._who.setText(self.tr("Chủ hồ sơ: {0}").format(self.view.people.applicant.full_name))
            restyle(self._who, "caption")
        elif other:
            text = self.tr("Không phải chủ hồ sơ hay người nộp thay: phải có giấy ủy quyền.")
            self._who.setText(text)
            restyle(self._who, "warnText")
        else:
            self._who.setText(self.tr("Khớp với hồ sơ: {0}").format(receiver_name(self.receiver)))
            restyle(self._who, "goodText")
        super().check()

    def step(self) -> LifeStep:
        """The return."""
        if self.way is not ReturnMethod.DESK:
            return LifeStep(self.act, self.reason, ReturnFacts(self.way, tracking=self.tracking.text().strip()))
        facts = ReturnFacts(
            self.way,
            self.receiver,
            self.name.text().strip(),
            self.number.text().strip(),
            self._source,
            authority=self.authority.text().strip() if self.receiver is Receiver.AUTHORISED else "",
            signed=self.signed.isChecked(),
        )
        return LifeStep(self.act, self.reason, facts)
