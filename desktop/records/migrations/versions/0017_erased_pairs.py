"""An erasure empties what was said of a pair of citizens whichever of the two it erased; the index of names anew."""

from alembic import op

revision = "0017"
down_revision = "0016"

OF_FLAG = (
    "EXISTS (SELECT 1 FROM data_flags AS f JOIN erasures AS e ON e.subject_id IN (f.citizen_id, f.other_id) "
    "WHERE f.id = OLD.flag_id AND e.kind = 'citizen')"
)
OF_PAIR = "EXISTS (SELECT 1 FROM erasures WHERE kind = 'citizen' AND subject_id IN (OLD.citizen_id, OLD.other_id))"
# Of each table what may not change, what an erasure makes of the rest, and whose erasure it needs.
EMPTIED = {
    "data_flag_events": (
        ("id", "flag_id", "at", "officer_id", "how"),
        "NEW.reason = '' AND NEW.answer = ''",
        OF_FLAG,
    ),
    "data_flags": (
        ("id", "citizen_id", "other_id", "case_id", "kind", "fields", "at"),
        "NEW.evidence = 'erased' || OLD.id",
        OF_PAIR,
    ),
}


def upgrade() -> None:
    """Make the two triggers anew; what was deleted from the index before was only marked there."""
    for table, (kept, emptied, erased) in EMPTIED.items():
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({same} AND {emptied} AND {erased}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute("INSERT INTO case_names (case_names) VALUES ('optimize')")
