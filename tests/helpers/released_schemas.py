"""What was released of the desk's schema: the text of each migration by its hash, the schema that it leads to.

    python -m tests.helpers.released_schemas    notes migrations that are new; never touches what is noted

A migration that desks have run is history: it is never edited, for their data would no longer be what the next one
expects. Whoever has to change something writes the next migration.
"""

import sys
import tempfile
from hashlib import sha256
from operator import itemgetter
from pathlib import Path

from desktop.records import migrations
from desktop.records.database import open_database
from tests.helpers.desk import KEY
from tests.helpers.old_desks import schema_text

FOLDER = Path(__file__).parents[1] / "desktop" / "records" / "released"
HASHES = FOLDER / "migrations.sha256"
VERSIONS = Path(migrations.__file__).parent / "versions"


def scripts() -> dict[str, str]:
    """SHA-256 of the text of each migration of this program, by its file's name; ends of lines do not matter."""
    return {
        path.name: sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
        for path in sorted(VERSIONS.glob("[0-9]*.py"))
    }


def noted() -> dict[str, str]:
    """The same as it was when each was released."""
    if not HASHES.exists():
        return {}
    lines = HASHES.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def snapshot(head: str) -> Path:
    """Where a schema's statements are kept."""
    return FOLDER / f"{head}.sql"


def made(head: str) -> str:
    """The statements of a schema as migrations make it now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        open_database(path, KEY, create=True, schema=head).close()
        return schema_text(path)


def note() -> list[str]:
    """Note what is new; the names of what was noted."""
    known, there = noted(), scripts()
    new = [name for name in there if name not in known]
    FOLDER.mkdir(exist_ok=True)
    for name in new:
        snapshot(name[:4]).write_text(made(name[:4]), encoding="utf-8", newline="\n")
    kept = known | {name: there[name] for name in new}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(kept.items(), key=itemgetter(0))]
    HASHES.write_text("".join(lines), encoding="ascii", newline="\n")
    return new


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}\n" for name in note())
