"""Words read from pages, by which papers are found."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INDEX = (
    "CREATE VIRTUAL TABLE page_word_index USING fts5(words, content='page_words', content_rowid='page_id', "
    "detail=none, prefix='2 3', tokenize='unicode61 remove_diacritics 0')"
)
SECURE = "INSERT INTO page_word_index (page_word_index, rank) VALUES ('secure-delete', 1)"
TRIGGERS = {
    "page_words_indexed AFTER INSERT ON page_words": (
        "INSERT INTO page_word_index (rowid, words) VALUES (NEW.page_id, NEW.words);"
    ),
    "page_words_gone AFTER DELETE ON page_words": (
        "INSERT INTO page_word_index (page_word_index, rowid, words) VALUES ('delete', OLD.page_id, OLD.words);"
    ),
    "page_words_no_update BEFORE UPDATE ON page_words": ("SELECT RAISE(ABORT, 'words are read anew, never changed');"),
    "pages_other_words AFTER UPDATE OF file_id, rotation ON pages "
    "WHEN NEW.file_id <> OLD.file_id OR NEW.rotation <> OLD.rotation": (
        "DELETE FROM page_words WHERE page_id = NEW.id;"
    ),
}


def upgrade() -> None:
    """Create the table, its index and what keeps the two in step."""
    op.create_table(
        "page_words",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_words_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_words")),
    )
    op.execute(INDEX)
    op.execute(SECURE)
    for trigger, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {trigger} BEGIN {body} END")
