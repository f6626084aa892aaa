"""Civil-status books: pictures of pages, corrections of what was mistyped at capture, what is being typed.

`book_entries` mirrors the newest correction from here on; what stood there before is in the correction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

APPEND_ONLY = ("book_pictures", "book_entry_corrections")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "book_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("defects", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name=op.f("fk_book_pictures_book_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_book_pictures_file_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_pictures_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_pictures")),
    )
    op.create_index(op.f("ix_book_pictures_book_id_page"), "book_pictures", ["book_id", "page"])
    op.create_index(op.f("ix_book_pictures_file_id"), "book_pictures", ["file_id"])
    op.create_table(
        "book_entry_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("page_before", sa.Integer(), nullable=False),
        sa.Column("number_before", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_entry_corrections_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_entry_corrections_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_entry_corrections")),
    )
    op.create_index(op.f("ix_book_entry_corrections_entry_id"), "book_entry_corrections", ["entry_id"])
    op.create_table(
        "book_drafts",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name=op.f("fk_book_drafts_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_book_drafts_officer_id")),
        sa.PrimaryKeyConstraint("entry_id", "officer_id", name=op.f("pk_book_drafts")),
    )
    op.execute("DROP TRIGGER book_entries_no_update")
    op.execute(
        "CREATE TRIGGER book_entries_no_update BEFORE UPDATE ON book_entries WHEN NEW.book_id <> OLD.book_id "
        "OR NOT EXISTS (SELECT 1 FROM book_entry_corrections AS c WHERE c.entry_id = OLD.id AND "
        "c.page_before = OLD.page AND c.number_before = OLD.number AND c.page = NEW.page AND c.number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'book_entries is append-only but for corrections'); END"
    )
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
