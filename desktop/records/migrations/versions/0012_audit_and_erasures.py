"""The audit log, its anchors, and erasures: the one way by which notes of append-only tables may be emptied."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# What marks are made with is older than every copy that they are looked for in.
MARKING_KEY = "INSERT INTO settings (name, value) VALUES ('erasures.key', '\"' || lower(hex(randomblob(32))) || '\"')"
APPEND_ONLY = ("audit_anchors", "erasures")
KEPT_ENTRY = "NOT EXISTS (SELECT 1 FROM audit_anchors WHERE sequence >= OLD.sequence)"
ERASED_CASE = "EXISTS (SELECT 1 FROM erasures WHERE kind = 'case' AND subject_id = OLD.case_id)"
ERASED_FLAG = (
    "EXISTS (SELECT 1 FROM erasures AS e JOIN data_flags AS f ON f.citizen_id = e.subject_id "
    "WHERE e.kind = 'citizen' AND f.id = OLD.flag_id)"
)
ERASED_OF = "EXISTS (SELECT 1 FROM erasures AS e WHERE e.kind = 'case' AND e.subject_id = ({whose}))"
ERASED_CITIZEN = "EXISTS (SELECT 1 FROM erasures WHERE kind = 'citizen' AND subject_id = OLD.citizen_id)"
# Of each table what an erasure may empty, what it may not touch, and whose erasure it needs.
EMPTIED = {
    "case_history": (("note",), ("id", "case_id", "at", "officer_id", "event", "state"), ERASED_CASE),
    "paper_events": (
        ("note",),
        ("id", "case_id", "paper_position", "state", "file_id", "pages", "taken_from", "at", "officer_id"),
        ERASED_CASE,
    ),
    "data_flag_events": (("reason", "answer"), ("id", "flag_id", "at", "officer_id", "how"), ERASED_FLAG),
}

# Who got the result, and which numbers other systems gave: table, whose case it is, what an erasure makes of it.
OF_A_LIFE = (
    (
        "case_event_details",
        "SELECT case_id FROM case_history WHERE id = OLD.event_id",
        (
            "NEW.event_id = OLD.event_id AND NEW.details = "
            "json_replace(OLD.details, '$.name', '', '$.id_number', '', '$.tracking', '', '$.authority', '', "
            "'$.number', '')"
        ),
    ),
    (
        "outside_codes",
        "OLD.case_id",
        (
            "NEW.event_id = OLD.event_id AND NEW.case_id = OLD.case_id AND NEW.system = OLD.system "
            "AND NEW.code = '' AND NEW.way = OLD.way"
        ),
    ),
)


def upgrade() -> None:
    """Create the tables and their triggers."""
    _tables()
    op.execute(MARKING_KEY)
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            _refuse(f"{table}_no_{verb}", verb, table, "", f"{table} is append-only")
    for table in ("audit", "audit_people"):
        _refuse(f"{table}_no_update", "update", table, "", f"{table} is append-only")
        _refuse(f"{table}_no_delete", "delete", table, f"WHEN {KEPT_ENTRY}", f"{table} is append-only")
    for table, (emptied, kept, erased) in EMPTIED.items():
        op.execute(f"DROP TRIGGER {table}_no_update")
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
        empty = " AND ".join(f"NEW.{name} = ''" for name in emptied)
        allowed = f"{same} AND {empty} AND {erased}"
        _refuse(f"{table}_no_update", "update", table, f"WHEN NOT ({allowed})", f"{table} is append-only")
    for table, whose, allowed in OF_A_LIFE:
        op.execute(f"DROP TRIGGER {table}_no_update")
        erased = ERASED_OF.format(whose=whose)
        _refuse(f"{table}_no_update", "update", table, f"WHEN NOT ({allowed} AND {erased})", f"{table} is append-only")
    op.execute("DROP TRIGGER data_flags_no_update")
    same = " AND ".join(
        f"NEW.{name} IS OLD.{name}" for name in ("id", "citizen_id", "other_id", "case_id", "kind", "fields", "at")
    )
    allowed = f"{same} AND NEW.evidence = 'erased' || OLD.id AND {ERASED_CITIZEN}"
    _refuse("data_flags_no_update", "update", "data_flags", f"WHEN NOT ({allowed})", "data_flags is append-only")


def _refuse(name: str, verb: str, table: str, when: str, text: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{text}'); END"
    )


def _tables() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_audit_officer_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    for column in ("at", "action", "officer_id"):
        op.create_index(op.f(f"ix_audit_{column}"), "audit", [column])
    op.create_table(
        "audit_people",
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["audit.sequence"], name=op.f("fk_audit_people_sequence")),
        sa.PrimaryKeyConstraint("citizen_id", "sequence", name=op.f("pk_audit_people")),
    )
    op.create_index(op.f("ix_audit_people_sequence"), "audit_people", ["sequence"])
    op.create_table(
        "audit_anchors",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_anchors")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("legal_base", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_erasures_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("kind", "subject_id", "at", name=op.f("uq_erasures_kind_subject_id_at")),
    )
    op.create_index(op.f("ix_erasures_mark"), "erasures", ["mark"])
