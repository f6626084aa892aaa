"""A desk that is killed while its database key is being changed.

Run as a program (``python -m tests.helpers.rotation_lab``) it is the nursery: it imports everything once and forks one
child for each folder on its standard input. A child opens the desk there, says its process id, and changes the key
without end until it is killed; then the nursery says "ended".
"""

import os
import sys
from pathlib import Path

from desktop.records.desk_folder import DeskFolder
from desktop.records.key_wrappers import Cost

LOGIN, PIN = "lan", "mot-hai-ba-bon"
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


def change(path: Path) -> None:
    """Change the key until killed."""
    folder = DeskFolder(path, CHEAP)
    worker = folder.unlock(LOGIN, PIN)
    os.write(1, f"{os.getpid()}\n".encode())
    while True:
        folder.rotate(worker, folder.vault.open(LOGIN, PIN))


def nursery() -> None:
    """Fork a child for each folder that is read, and say when it has ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                change(Path(line.removesuffix("\n")))
            finally:
                os._exit(1)  # only where it could not even begin
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    nursery()
