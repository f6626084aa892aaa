"""Civil-status books: what was collected, who works on what, every entry's way through the stages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

APPEND_ONLY = (
    "books",
    "book_counts",
    "book_packages",
    "book_entries",
    "book_entry_versions",
    "book_entry_events",
    "book_draws",
    "book_draw_members",
    "book_matches",
)

# The board reads what these keep, not the entries. An expected entry is at "collected" before it has a row of its own,
# so a new row at "collected" changes nothing.
ADD = (
    "INSERT INTO book_tallies SELECT kind, first_year, {stage}, {amount} FROM books WHERE id = NEW.book_id "
    "ON CONFLICT (kind, year, stage) DO UPDATE SET entries = entries + excluded.entries; "
)
BEFORE = "SELECT entries FROM book_counts WHERE book_id = NEW.book_id AND id < NEW.id ORDER BY id DESC LIMIT 1"
TRIGGERS = {
    "book_counts_tally AFTER INSERT ON book_counts": ADD.format(
        stage="'collected'", amount=f"NEW.entries - coalesce(({BEFORE}), 0)"
    ),
    "book_standings_tally AFTER UPDATE OF stage ON book_standings": (
        ADD.format(stage="OLD.stage", amount="-1") + ADD.format(stage="NEW.stage", amount="1")
    ),
    "book_standings_first BEFORE INSERT ON book_standings WHEN NEW.stage <> 'collected'": (
        "SELECT RAISE(ABORT, 'book_standings begin at collected');"
    ),
    "book_standings_no_delete BEFORE DELETE ON book_standings": (
        "SELECT RAISE(ABORT, 'book_standings are never deleted');"
    ),
}


def upgrade() -> None:
    """Create the tables and keep all but the mirror of the newest events append-only."""
    _books()
    _entries()
    _checks()
    _standings()
    for trigger, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {trigger} BEGIN {body} END")
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _books() -> None:
    op.create_table(
        "books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_books_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books")),
        sa.UniqueConstraint(
            "kind",
            "unit",
            "first_year",
            "last_year",
            "number",
            name=op.f("uq_books_kind_unit_first_year_last_year_number"),
        ),
    )
    op.create_table(
        "book_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_counts_book_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_counts_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_counts")),
    )
    op.create_index(op.f("ix_book_counts_book_id"), "book_counts", ["book_id"])
    op.create_table(
        "book_packages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("last_page", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_packages_book_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_packages_officer_id")),
        sa.ForeignKeyConstraint(["given_by"], ["officers.id"], name=op.f("fk_book_packages_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_packages")),
    )
    op.create_index(op.f("ix_book_packages_book_id"), "book_packages", ["book_id"])
    op.create_index(op.f("ix_book_packages_officer_id"), "book_packages", ["officer_id"])


def _entries() -> None:
    op.create_table(
        "book_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_entries_book_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_entries")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_book_entries_book_id_number")),
    )
    op.create_index(op.f("ix_book_entries_book_id_page"), "book_entries", ["book_id", "page"])
    op.create_table(
        "book_entry_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_entry_versions_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_entry_versions_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_entry_versions")),
        sa.UniqueConstraint("entry_id", "round", name=op.f("uq_book_entry_versions_entry_id_round")),
    )
    op.create_table(
        "book_entry_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("returned_from", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_entry_events_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_entry_events_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_entry_events")),
        sa.UniqueConstraint("entry_id", "round", "stage", name=op.f("uq_book_entry_events_entry_id_round_stage")),
    )


def _checks() -> None:
    op.create_table(
        "book_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_draws_book_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_draws_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_draws")),
    )
    op.create_index(op.f("ix_book_draws_book_id"), "book_draws", ["book_id"])
    op.create_table(
        "book_draw_members",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["book_draws.id"], name=op.f("fk_book_draw_members_draw_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_draw_members_entry_id")),
        sa.PrimaryKeyConstraint("draw_id", "entry_id", name=op.f("pk_book_draw_members")),
    )
    op.create_table(
        "book_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_matches_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_matches_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_matches")),
    )
    op.create_index(op.f("ix_book_matches_entry_id"), "book_matches", ["entry_id"])


def _standings() -> None:
    op.create_table(
        "book_standings",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("enterer_id", sa.Integer(), nullable=True),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_standings_entry_id")),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_standings_book_id")),
        sa.ForeignKeyConstraint(["enterer_id"], ["officers.id"], name=op.f("fk_book_standings_enterer_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["book_draws.id"], name=op.f("fk_book_standings_draw_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_book_standings")),
    )
    op.create_index(op.f("ix_book_standings_book_id_stage"), "book_standings", ["book_id", "stage"])
    op.create_index(op.f("ix_book_standings_draw_id_drawn_stage"), "book_standings", ["draw_id", "drawn", "stage"])
    op.create_table(
        "book_tallies",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", "stage", name=op.f("pk_book_tallies")),
    )
