"""The table of words read from pages; see migration 0009.

Beside it the migration makes ``page_word_index``, an FTS5 index of it, and triggers that keep the index in step and
drop the words of a page that has another picture or another way up. Words are personal data: they go with their page,
and a deleted row leaves nothing in the index (``secure-delete``).
"""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from desktop.records.schema import metadata

page_words = Table(
    "page_words",
    metadata,
    Column("page_id", Integer, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True),
    Column("words", Text, nullable=False),  # folded, each once, in the order of letters: no text can be had from them
    Column("problem", String, nullable=False, default=""),  # the code of an error: it could not be read
)
