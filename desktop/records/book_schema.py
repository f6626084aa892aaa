"""Tables of the work on civil-status books beside those of `schema`: pictures, corrections, what is being typed."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from desktop.records.schema import metadata

book_pictures = Table(  # of a page the newest stands; an older one stays, as what it was entered from
    "book_pictures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("file_id", Integer, ForeignKey("files.id"), nullable=False),
    Column("dpi", Integer, nullable=False),
    Column("defects", String, nullable=False, default=""),  # codes, with spaces between
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Index(None, "book_id", "page"),
    Index(None, "file_id"),
)

book_entry_corrections = Table(  # what was mistyped when an entry was captured; `book_entries` mirrors the newest
    "book_entry_corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("book_entries.id"), nullable=False),
    Column("page_before", Integer, nullable=False),
    Column("number_before", String, nullable=False),
    Column("page", Integer, nullable=False),
    Column("number", String, nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("note", String, nullable=False),
    Index(None, "entry_id"),
)

book_drafts = Table(  # what is being typed of an entry, until it is saved
    "book_drafts",
    metadata,
    Column("entry_id", Integer, ForeignKey("book_entries.id"), primary_key=True),
    Column("officer_id", Integer, ForeignKey("officers.id"), primary_key=True),
    Column("at", String, nullable=False),
    Column("fields", Text, nullable=False),  # JSON: field to text
)
