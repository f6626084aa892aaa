"""The command ``python -m desktop update status | take | verify | apply | keep | back``: versions without a window."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from desktop.bootstrap.updates import managed_here, taker_of
from desktop.bootstrap.version import program_version
from desktop.workflows.update_desk import keep_this, put_in_force, way_back
from desktop.workflows.update_start import Managed
from sync.errors import ProtocolError
from sync.release import open_release
from updates.launcher import default_root
from updates.layout import BASE, Layout
from updates.proving import try_out
from updates.sources import FileSource, bundles_in
from updates.taking import manifest_of, wrong_files

WHAT = ("status", "take", "verify", "apply", "keep", "back")


def add_update_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    update = commands.add_parser("update", help="versions of the program: look, take a bundle, put in force, go back")
    update.add_argument("what", choices=WHAT)
    update.add_argument("source", type=Path, nargs="?", help="of take: a bundle, or the folder or stick that holds it")
    update.add_argument("--root", type=Path, default=None, help="where versions lie; where the launcher has them")


def run_update_command(
    given: argparse.Namespace,
    clock: Callable[[], datetime],
    out: TextIO | None = None,
    try_program: Callable[[Path], None] = try_out,
) -> int:
    """Do it; 1 where a verification found something.

    Raises:
        CodedError: UPD-….
    """
    managed = managed_here() or Managed(Layout(given.root or default_root()), BASE, program_version())
    layout, stream = managed.layout, out or sys.stdout
    if given.what == "take":
        return _take(managed, given.source or Path(), clock, stream, try_program)
    if given.what == "verify":
        return _verify(managed, stream)
    if given.what == "back":
        layout.change(following=way_back(layout.read()))
    elif given.what == "keep":
        keep_this(layout)
    elif given.what == "apply":
        put_in_force(layout)
    return _status(managed, stream)


def _status(managed: Managed, out: TextIO) -> int:
    state = managed.layout.read()
    name = state.base or managed.name
    lines = {
        "in force": state.current or name,
        "ready": state.ready or "-",
        "before": "-" if state.previous is None else state.previous or name,
        "from the next start": "-" if state.following is None else state.following or name,
        "on trial": "yes" if state.trial is not None else "no",
        "news until": state.news or "-",
        "taken back": "-" if state.failed is None else f"{state.failed.version} ({state.failed.why})",
    }
    out.writelines(f"{title}: {text}\n" for title, text in lines.items())
    return 0


def _take(
    managed: Managed, source: Path, clock: Callable[[], datetime], out: TextIO, try_program: Callable[[Path], None]
) -> int:
    taker = taker_of(managed)
    paths = bundles_in(source) if source.is_dir() else [source]
    best = taker.best_of([FileSource(path) for path in paths], clock().date())
    if best is None:
        out.write("nothing newer\n")
        return 0
    offer, file = best
    taker.fetch(offer, file)
    folder = taker.build(offer)
    try_program(folder / offer.release.program)
    taker.ready(offer)
    out.write(f"{offer.release.version} is ready: update apply\n")
    return 0


def _verify(managed: Managed, out: TextIO) -> int:
    """Hold every version that lies here to its signed manifest."""
    taker, bad = taker_of(managed), 0
    for folder in sorted(path for path in managed.layout.versions.glob("*") if path.is_dir()):
        envelope = manifest_of(managed.layout, folder.name)
        try:
            wrong = ["-"] if envelope is None else wrong_files(folder, open_release(envelope, taker.keyring.keys()))
        except ProtocolError as error:
            wrong = [str(error)]
        bad += bool(wrong)
        out.write(f"{folder.name}: {'as signed' if not wrong else 'NOT as signed: ' + ', '.join(wrong[:5])}\n")
    return int(bad > 0)
