"""A desk of an old schema whose migration is killed: forks a child for each order on standard input.

``python -m tests.helpers.migration_lab``: an order is a line ``PATH NTH``: the child opens the desk at PATH and is
killed before its NTH statement, or left alone where NTH is 0. The answer is the line ``PID``, then the end status.
"""

import os
import sys
from pathlib import Path

from desktop.records.database import open_database
from desktop.records.migration_backup import MigrationBackup
from tests.helpers.desk import KEY
from tests.helpers.kill_lab import Moment, kill_at


def opened(path: Path, nth: int) -> None:
    """Open a desk, as the program does; killed on the way."""
    if nth:
        kill_at(Moment.BEFORE_STATEMENT, nth)
    open_database(path, KEY, guard=MigrationBackup(path.parent)).close()
    os._exit(0)


def nursery() -> None:
    """Fork a child for each order."""
    for line in sys.stdin:
        path, nth = line.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            opened(Path(path), int(nth))
        os.write(1, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


if __name__ == "__main__":
    nursery()
