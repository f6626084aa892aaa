"""A desk that is killed while its database key is being changed.

Run as a program it opens the desk in a folder, says "ready", and changes the key without end until it is killed.
"""

import sys
from pathlib import Path

from desktop.records.desk_folder import DeskFolder
from desktop.records.key_wrappers import Cost

LOGIN, PIN = "lan", "mot-hai-ba-bon"
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


def main() -> None:
    """Change the key until killed."""
    folder = DeskFolder(Path(sys.argv[1]), CHEAP)
    worker = folder.unlock(LOGIN, PIN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        folder.rotate(worker, folder.vault.open(LOGIN, PIN))


if __name__ == "__main__":
    main()
