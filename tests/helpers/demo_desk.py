"""The demo desk for tests in this process: made once, with its hundreds of past cases, and copied for each test."""

from datetime import date
from functools import cache
from pathlib import Path

from desktop.bootstrap.hardware import desk_clock
from desktop.demo.desk import DemoDesk
from tests.helpers.ready_made import Files, made_once, put


@cache
def _made(_today: date) -> Files:
    return made_once(lambda path: DemoDesk(path).open().close())


def demo_desk(path: Path) -> DemoDesk:
    """A demo desk in a folder, as it is after it was made today; to be opened."""
    put(_made(desk_clock().date()), path)
    return DemoDesk(path)
