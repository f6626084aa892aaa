"""The demo desk for tests: made once in a process, with its hundreds of past cases, and copied for each test."""

from datetime import date
from functools import cache
from pathlib import Path

from desktop.bootstrap.hardware import desk_clock
from desktop.demo.desk import DemoDesk
from tests.helpers.ready_made import Files, made_once, put


@cache
def _made(_today: date) -> Files:
    return made_once(lambda path: DemoDesk(path).open().close())


def lay_demo_desk(path: Path) -> None:
    """Lay one in a folder, as it is after it was made today."""
    put(_made(desk_clock().date()), path)


def demo_desk(path: Path) -> DemoDesk:
    """One in a folder, to be opened."""
    lay_demo_desk(path)
    return DemoDesk(path)
