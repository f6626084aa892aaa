"""The command line: ``python -m desktop [run | demo | training | audit]``."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import platformdirs
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from desktop.bootstrap.audit_command import add_audit_command, run_audit_command
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import desk_clock, real_hardware
from desktop.bootstrap.help import TRAINING, training_command
from desktop.demo.desk import DemoDesk
from desktop.demo.tour import run_tour
from desktop.records.desk_folder import DeskFolder
from desktop.records.look import load_look
from desktop.records.resources import resources_folder
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.messages import load_messages
from desktop.screens.unlock.setup_dialog import SetupDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from devices.documents.sources import opening_process, sane_process
from devices.documents.sources.child import FROZEN_MODULE
from devices.errors import CodedError

PROGRAM = "BanMotCua"
# What runs in a process of its own, so that a driver or a decoder that crashes takes nothing with it.
PROCESSES = {sane_process.__name__: sane_process.main, opening_process.__name__: opening_process.main}
TRUST = "trust"  # the folder of root certificates in the desk's own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says; the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == [FROZEN_MODULE] and words[1:2] and words[1] in PROCESSES:
        return PROCESSES[words[1]]()
    given = _parser().parse_args(arguments)
    if given.command == "audit":
        return _audit(given)
    if given.command == "demo" and (given.offscreen or not _has_display()):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        given.offscreen = True
    application = QApplication(sys.argv[:1])
    application.setApplicationName(PROGRAM)
    apply_theme(application, resources_folder(), load_look(_folder(given)))
    try:
        if given.command == TRAINING:
            return _demo(application, given)
        if given.command == "demo":
            return _tour(application, given.out) if given.offscreen else _demo(application, given)
        return _run(application, _folder(given))
    except CodedError as error:
        return _refuse(error, visible=given.command != "demo" or not given.offscreen)


def _audit(given: argparse.Namespace) -> int:
    try:
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
    training.set_defaults(no_carousel=False, serial="", offscreen=False)
    parser.set_defaults(command="run", folder=None)
    return parser


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def _folder(given: argparse.Namespace) -> Path:
    """Where the data are of the desk that the command line speaks of."""
    data = Path(platformdirs.user_data_dir(PROGRAM, appauthor=False))
    return given.folder or data / "desk" if given.command in {"run", "audit"} else data / given.command


def _run(application: QApplication, path: Path) -> int:
    folder = DeskFolder(path)
    opened = _open(folder)
    if opened is None:
        return 0
    worker, login = opened
    return _until_closed(application, Desk(worker, login, real_hardware(), trust_folder=folder.path / TRUST))


def _open(folder: DeskFolder) -> tuple[DatabaseWorker, str] | None:
    """Set the desk up if it is new, then unlock it; None if the officer gives up."""
    messages = load_messages(resources_folder(), load_look(folder.path).language)
    if not folder.is_set_up:
        setup = SetupDialog(lambda answers: folder.set_up(answers, desk_clock().date()), messages)
        if setup.exec() != QDialog.DialogCode.Accepted:
            return None
    workers: list[DatabaseWorker] = []
    dialog = UnlockDialog(folder.vault.logins(), lambda login, pin: workers.append(folder.unlock(login, pin)), messages)
    dialog.training_wanted.connect(lambda: QProcess.startDetached(training_command()[0], training_command()[1:]))
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return workers[0], dialog.login


def _demo(application: QApplication, given: argparse.Namespace) -> int:
    demo = DemoDesk(_folder(given), fresh=given.fresh)
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
    sys.exit(main())
