"""Encrypted files, scanned pages, and what becomes of each paper."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

APPEND_ONLY = ("paper_events",)


def upgrade() -> None:
    """Create the tables; what becomes of a paper is only ever added to."""
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("name", name=op.f("uq_files_name")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_batches_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_table(
        "paper_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("paper_position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("taken_from", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_paper_events_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_paper_events_file_id")),
        sa.ForeignKeyConstraint(["taken_from"], ["paper_events.id"], name=op.f("fk_paper_events_taken_from")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_paper_events_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_events")),
    )
    op.create_index(op.f("ix_paper_events_case_id_paper_position"), "paper_events", ["case_id", "paper_position"])
    op.create_index(op.f("ix_paper_events_file_id"), "paper_events", ["file_id"])
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("as_fed_id", sa.Integer(), nullable=True),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("defects", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("paper_position", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_pages_batch_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_pages_file_id")),
        sa.ForeignKeyConstraint(["as_fed_id"], ["files.id"], name=op.f("fk_pages_as_fed_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_pages_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["paper_events.id"], name=op.f("fk_pages_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_pages_batch_id_number")),
    )
    op.create_index(op.f("ix_pages_case_id_paper_position"), "pages", ["case_id", "paper_position"])
    op.create_index(op.f("ix_pages_event_id_dropped"), "pages", ["event_id", "dropped"])
    op.create_index(op.f("ix_pages_file_id"), "pages", ["file_id"])
    op.create_index(op.f("ix_pages_as_fed_id"), "pages", ["as_fed_id"])
    op.create_index(op.f("ix_pages_origin"), "pages", ["origin"])
    op.create_table(
        "paper_work",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("paper_position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_paper_work_case_id")),
        sa.PrimaryKeyConstraint("case_id", "paper_position", name=op.f("pk_paper_work")),
    )
    op.create_index(op.f("ix_paper_work_state"), "paper_work", ["state"])
    op.execute(
        "INSERT INTO paper_work SELECT case_id, position, 'not_yet' FROM case_papers "
        "WHERE answer = 'digitize' AND state IN ('handed_in', 'shown')"
    )
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
