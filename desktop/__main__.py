"""The command line: ``python -m desktop [run | demo | training | self-check | restore | salvage | audit | update]``."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from desktop.bootstrap.audit_command import add_audit_command, run_audit_command
from desktop.bootstrap.backup import restore_here, salvage_here
from desktop.bootstrap.commands import restore_newest, salvage_desk, self_check
from desktop.bootstrap.crashes import keep_to_ourselves
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import desk_clock, real_hardware
from desktop.bootstrap.help import TRAINING, training_command
from desktop.bootstrap.officer_card import OfficerCardParts
from desktop.bootstrap.people import door_of
from desktop.bootstrap.update_command import add_update_command, run_update_command
from desktop.bootstrap.updates import UpdateParts, add_updates, managed_here
from desktop.bootstrap.version import program_version
from desktop.demo.desk import DemoDesk
from desktop.demo.tour import run_tour
from desktop.records.desk_folder import DeskFolder
from desktop.records.key_wrappers import calibrated
from desktop.records.keystore import os_keystore
from desktop.records.look import Look, load_look
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.background import take_turns
from desktop.screens.messages import Messages, load_messages
from desktop.screens.printing.printers import SystemPrinters
from desktop.screens.unlock.enrol_dialog import EnrolDialog
from desktop.screens.unlock.patience import Tell, patiently
from desktop.screens.unlock.recovery import RecoverDialog
from desktop.screens.unlock.setup_dialog import SetupDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.second_factor import CardPin
from desktop.workflows.sign_in import Entered, SignIn
from desktop.workflows.update_start import Managed
from devices.documents.reading import reading_process
from devices.documents.sources import opening_process, sane_process, wia_process
from devices.documents.sources.child import FROZEN_MODULE
from devices.errors import CodedError
from updates.layout import RESTART

PROGRAM = "BanMotCua"
# What runs in a process of its own, so that a driver or a decoder that crashes takes nothing with it.
PROCESSES: dict[str, Callable[[], int]] = {
    sane_process.__name__: sane_process.main,
    wia_process.__name__: wia_process.main,
    opening_process.__name__: opening_process.main,
    reading_process.__name__: reading_process.main,
}
CHECK, RESTORE, SALVAGE = "self-check", "restore", "salvage"
WITHOUT_WINDOW = {CHECK, RESTORE, SALVAGE}
TRUST = "trust"  # the folder of root certificates in the desk's own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says; the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == [FROZEN_MODULE] and words[1:2] and words[1] in PROCESSES:
        return PROCESSES[words[1]]()
    given = _parser().parse_args(arguments)
    if given.command in {"audit", "update"}:
        return _plain(given)
    if given.command == "demo" and (given.offscreen or not _has_display()):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        given.offscreen = True
    if given.command in WITHOUT_WINDOW and not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # printers are asked through Qt
    application = QApplication(sys.argv[:1])
    application.setApplicationName(PROGRAM)
    take_turns()
    apply_theme(application, resources_folder(), _look(given))
    try:
        if given.command in WITHOUT_WINDOW:
            return _without_window(given)
        if given.command == TRAINING:
            return _demo(application, given, _look(given))
        if given.command == "demo":
            return _tour(application, given.out) if given.offscreen else _demo(application, given)
        return _run(application, _folder(given))
    except CodedError as error:
        return _refuse(error, visible=given.command not in {"demo", *WITHOUT_WINDOW})


def _plain(given: argparse.Namespace) -> int:
    """What needs no Qt."""
    try:
        if given.command == "update":
            return run_update_command(given, desk_clock)
        return run_audit_command(given, DeskFolder(_folder(given)), desk_clock)
    except CodedError as error:
        return _refuse(error, visible=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desktop", description="Bàn Một Cửa")
    commands = parser.add_subparsers(dest="command")
    run = commands.add_parser("run", help="open this PC's desk (the default)")
    run.add_argument("--folder", type=Path, default=None, help="where the desk's data is")
    demo = commands.add_parser("demo", help="a desk of synthetic data with simulated devices")
    demo.add_argument("--offscreen", action="store_true", help="do one intake without a display")
    demo.add_argument("--fresh", action="store_true", help="begin with a new demo desk")
    demo.add_argument("--no-carousel", action="store_true", help="no card comes before the simulated camera by itself")
    demo.add_argument("--serial", metavar="PORT", default="", help="read a real scanner on this serial port as well")
    demo.add_argument("--out", type=Path, default=Path("out"), help="where the offscreen intake leaves its files")
    training = commands.add_parser(TRAINING, help="a desk for practice, with data of its own that stay")
    training.add_argument("--fresh", action="store_true", help="begin anew")
    add_audit_command(commands)
    add_update_command(commands)
    training.set_defaults(no_carousel=False, serial="", offscreen=False)
    check = commands.add_parser(CHECK, help="look at everything this PC's desk needs")
    check.add_argument("--login", default="", help="who unlocks the desk with a PIN, so that its data are checked too")
    back = commands.add_parser(RESTORE, help="bring a desk back from its newest backup, by the recovery key")
    back.add_argument("source", type=Path, help="disk or folder with the backups")
    back.add_argument("--replace", action="store_true", help="put a desk that is there aside")
    rescue = commands.add_parser(SALVAGE, help="read what can be read of a damaged database into a new one")
    rescue.add_argument("--to", type=Path, default=None, help="the new database; beside the old one unless given")
    for each in (back, rescue):
        each.add_argument("--text", action="store_true", help="in the terminal, without a window")
    for each in (check, back, rescue):
        each.add_argument("--folder", type=Path, default=None, help="where the desk's data is")
    parser.set_defaults(command="run", folder=None)
    return parser


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def _shows_windows() -> bool:
    """Whether there is somebody who would see a window."""
    return _has_display() and os.environ.get("QT_QPA_PLATFORM", "") not in {"offscreen", "minimal"}


def _look(given: argparse.Namespace) -> Look:
    """How it looks; the desk for practice as this PC's desk: whoever needs high contrast needs it there, too."""
    return load_look(_data() / "desk" if given.command == TRAINING else _folder(given))


def _data() -> Path:
    return Path(platformdirs.user_data_dir(PROGRAM, appauthor=False))


def _folder(given: argparse.Namespace) -> Path:
    """Where the data are of the desk that the command line speaks of."""
    data = _data()
    own = given.command in {"run", "audit", *WITHOUT_WINDOW}
    return given.folder or data / "desk" if own else data / given.command


def _run(application: QApplication, path: Path) -> int:
    """The desk, one officer after another, until somebody leaves it."""
    folder, hardware, managed = DeskFolder(path, keystore=os_keystore()), real_hardware(), managed_here()
    folder.guard.clock = desk_clock
    folder.guard.program = managed.name if managed is not None else program_version()
    if managed is not None:
        if managed.begin():
            return RESTART
        folder.guard.noted = managed.note
        managed.came_up()
    door = door_of(folder, desk_clock, readers=hardware.card_readers)
    entered = _open(door, managed)
    status = 0
    while entered is not None:
        desk = Desk(entered.worker, entered.officer.login, hardware, trust_folder=folder.path / TRUST)
        cards = OfficerCardParts(door.cards, door.place, hardware.card_readers, desk.chip_parts.readers)
        desk.people.use_cards(cards)
        try:
            _with_updates(desk, managed, entered, folder.path)
        except CodedError:
            desk.close()
            raise
        status = _until_closed(application, desk)
        entered = _next(door, desk, managed)
    return status


def _with_updates(desk: Desk, managed: Managed | None, entered: Entered, folder: Path) -> UpdateParts:
    """The page of versions; a program on trial proves itself here, when all of it is built and nothing is taken yet."""
    parts = add_updates(desk, managed, folder)
    if managed is not None:
        managed.prove(entered.worker)
    return parts


def _without_window(given: argparse.Namespace) -> int:
    folder = DeskFolder(_folder(given))
    if given.command != CHECK and _shows_windows() and not given.text:
        messages = load_messages(resources_folder(), load_look(folder.path).language)
        if given.command == RESTORE:
            return int(not restore_here(folder, desk_clock, messages, source=given.source, replace=given.replace))
        return int(not salvage_here(folder, given.to, messages))
    if given.command == RESTORE:
        return restore_newest(given.source, folder.path, desk_clock(), replace=given.replace)
    if given.command == SALVAGE:
        return salvage_desk(folder, given.to)
    return self_check(
        folder,
        folder.path / TRUST,
        real_hardware(),
        load_messages(resources_folder(), load_look(folder.path).language),
        printers=len(SystemPrinters().names()),
        clock=desk_clock,
        login=given.login,
    )


def _next(door: SignIn, desk: Desk, managed: Managed | None = None) -> Entered | None:
    """Who unlocked the desk in place of the officer before; None if nobody did."""
    successor = desk.people.successor
    if successor is None:
        return None
    door.place = desk.people.place
    try:
        return door.open(*successor)
    except CodedError as error:
        _refuse(error, visible=True)
        return _unlock(door, managed)


def _open(door: SignIn, managed: Managed | None) -> Entered | None:
    """Set the desk up if it is new, then unlock it; None if the officer gives up."""
    folder, messages = door.folder, _messages(door)
    if not folder.is_set_up:
        setup = SetupDialog(
            lambda answers: folder.set_up(answers, desk_clock().date(), calibrated()), messages, door.policy
        )
        setup.restore_wanted.connect(
            lambda: setup.accept() if restore_here(folder, desk_clock, messages, setup) else None
        )
        if setup.exec() != QDialog.DialogCode.Accepted:
            return None
        if managed is not None:
            managed.settle()  # whoever was shown the recovery key has a desk, whatever comes
    return _unlock(door, managed)


def _messages(door: SignIn) -> Messages:
    return load_messages(resources_folder(), load_look(door.folder.path).language)


def _unlock(door: SignIn, managed: Managed | None) -> Entered | None:
    """Ask for a PIN until one opens the desk; None if the officer gives up."""
    entered: list[Entered] = []
    messages = _messages(door)

    def enter(login: str, pin: str, code: str) -> None:
        def work(tell: Tell) -> Entered:
            door.folder.guard.tell = tell
            return door.enter(login, pin, code)

        try:
            entered.append(patiently(work, dialog))
        except CodedError as error:
            if error.code != "USER-016" or not enrol(login, pin):
                raise

    def enrol(login: str, pin: str) -> bool:
        """Ask for the second factor that the desk demands; whether the desk is open."""

        def take(second: bytes | CardPin) -> None:
            entered.append(patiently(lambda _tell: door.enrol(login, pin, second), asked))

        asked = EnrolDialog(login, take, messages, dialog)
        return asked.exec() == QDialog.DialogCode.Accepted

    dialog = UnlockDialog(door.logins(), enter, messages)

    def recover_by(key: str, login: str, pin: str) -> None:
        door.recover(key, login, pin)
        if managed is not None:
            managed.settle()  # the new PIN is known to somebody: the data that go with it stay

    def recover() -> None:
        least = door.policy.least(second_factor=False)
        RecoverDialog(door.logins(), recover_by, messages, least=least, parent=dialog).exec()

    dialog.recovery_wanted.connect(recover)
    dialog.training_wanted.connect(lambda: QProcess.startDetached(training_command()[0], training_command()[1:]))
    return entered[0] if dialog.exec() == QDialog.DialogCode.Accepted else None


def _demo(application: QApplication, given: argparse.Namespace, look: Look | None = None) -> int:
    demo = DemoDesk(_folder(given), fresh=given.fresh, look=look)
    desk = demo.open(serial_port=given.serial)
    if not given.no_carousel:
        demo.start_carousel()
    return _until_closed(application, desk)


def _tour(application: QApplication, out: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoDesk(Path(folder) / "demo")
        desk = demo.open()
        try:
            written = run_tour(application, demo, desk, out)
        finally:
            desk.window.close()
            desk.close()
    print("There is no display, so one intake was done offscreen from a simulated card. See:")
    for path in written:
        print(f"  {path}")
    return 0


def _until_closed(application: QApplication, desk: Desk) -> int:
    desk.people.succeeded = lambda: application.exit(0)
    try:
        desk.start()
        return application.exec()
    finally:
        desk.close()


def _refuse(error: CodedError, *, visible: bool) -> int:
    message = load_messages(resources_folder()).explain(error)
    text = f"{message.title} [{message.code}]\n\n{message.cause}\n{message.cure}"
    print(text, file=sys.stderr)
    if visible:
        QMessageBox.critical(None, "Bàn Một Cửa", text)
    return 1


if __name__ == "__main__":
    keep_to_ourselves()
    sys.exit(main())
