"""The tables. Facts are added, never overwritten, except what mirrors the newest reading of a citizen.

Beside these tables the migrations make ``case_names``, an FTS5 index of folded names without content of its own whose
rowid is the case's id, ``page_word_index`` (see `page_words_schema`), and triggers that keep ``case_history``,
``desk_facts``, ``day_records``, ``day_answers``, ``paper_events``, the facts of a case's life (`case_life_schema`) and
everything of the civil-status books but ``book_standings`` and ``book_tallies`` append-only whatever a program does.

Times are ISO 8601 text with offset (they sort within one zone and stay readable in any tool); days are ``YYYY-MM-DD``.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

officers = Table(
    "officers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("full_name", String, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("role", String, nullable=False, server_default="officer"),
    Column("last_seen", String),
    Column("pin_changed", String),
    Column("second_factor", Boolean, nullable=False, server_default=text("0")),
    Column("removed", Boolean, nullable=False, server_default=text("0")),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

number_blocks = Table(
    "number_blocks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("prefix", String, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("valid_from", String, nullable=False),
    Column("valid_to", String),
    CheckConstraint("first >= 1 AND last <= 9999 AND first <= last", name="range"),
)

case_code_counters = Table(
    "case_code_counters",
    metadata,
    Column("prefix", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

citizens = Table(
    "citizens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, unique=True),  # NULL where the person has none
    Column("old_number", String, nullable=False, default=""),
    Column("full_name", String, nullable=False),
    Column("birth_date", String, nullable=False, default=""),
    Column("sex", String, nullable=False, default=""),
    Column("residence", String, nullable=False, default=""),
    Column("issue_date", String, nullable=False, default=""),
    Column("phone", String, nullable=False, default=""),
    Column("email", String, nullable=False, default=""),
    Column("sources", Text, nullable=False, default="{}"),  # JSON: field to source
    Column("updated_at", String, nullable=False),
    Index(None, "old_number"),
    Index(None, "phone"),
)

FEE = (
    "CASE WHEN json_extract(details, '$.fee_amount') > 0 "
    "THEN CASE WHEN json_extract(details, '$.fee_paid') = 1 THEN 2 ELSE 1 END ELSE 0 END"
)
# SQLite prefers the rows themselves, so that these are asked for by their names.
COUNTED_BY_DAY, COUNTED_BY_ID = "ix_cases_counted_by_day", "ix_cases_counted_by_id"

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("code_tail", String, nullable=False),  # YYMMDD-XXXX
    Column("running_number", Integer, nullable=False),  # XXXX
    Column("draft_id", String, unique=True),
    Column("citizen_id", Integer, ForeignKey("citizens.id"), nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("state", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("identity_source", String, nullable=False),
    Column("procedure_code", String, nullable=False),
    Column("procedure_name", String, nullable=False),
    Column("procedure_valid_from", String, nullable=False),
    Column("field", String, nullable=False),
    Column("service_group", String, nullable=False),
    Column("catalogue_version", String, nullable=False),
    Column("form_set", String, nullable=False),
    Column("received_day", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("due_at", String, nullable=False),  # as it is now; the first one stays in the appointment
    Column("by_hour", Boolean, nullable=False, default=False, server_default="0"),  # held against the hour, not the day
    Column("full_name", String, nullable=False),
    Column("name_fold", String, nullable=False),
    Column("number", String, nullable=False, default=""),
    Column("applicant", Text, nullable=False),  # JSON of the person as they were on the day
    Column("submitter", Text),
    Column("details", Text, nullable=False),  # JSON: appointment, fee, return, note
    Column("fee", Integer, Computed(FEE, persisted=False)),  # at the intake: 0 none, 1 to be paid, 2 paid
    Index(None, "code_tail"),
    Index(None, "running_number"),
    Index(None, "name_fold"),
    Index(None, "citizen_id"),
    Index(None, "received_day"),  # a day's newest case is found at once
    Index(None, "state"),
    # All of a case that is counted, without its long row: by the day, and by the id for what belongs to a case.
    Index(
        COUNTED_BY_DAY,
        *("received_day", "channel", "service_group", "field", "identity_source"),
        *("procedure_code", "procedure_valid_from", "fee"),
    ),
    Index(COUNTED_BY_ID, "id", "received_day", "field", "procedure_code", "due_at", "by_hour"),
)

case_papers = Table(
    "case_papers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("spec_id", String, nullable=False, default=""),
    Column("name", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("state", String, nullable=False),
    Column("originals", Integer, nullable=False, default=0),
    Column("copies", Integer, nullable=False, default=0),
    Column("waiver_id", String, nullable=False, default=""),
    Column("waiver_reason", String, nullable=False, default=""),
    Column("reason", String, nullable=False, default=""),
    UniqueConstraint("case_id", "position"),
)

case_history = Table(
    "case_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("event", String, nullable=False),
    Column("state", String, nullable=False),
    Column("note", String, nullable=False, default=""),
    Column("day", String, Computed("substr(at, 1, 10)", persisted=False)),  # the local day
    Index(None, "case_id", "state"),
    Index(None, "day", "state", "case_id", "event"),
)

desk_facts = Table(
    "desk_facts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("day", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id")),
    Column("paper_position", Integer),
    Column("amount", Integer, nullable=False),  # negative: a correction
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    # Both hold all that is counted: a fact's own row is not looked at.
    Index(None, "day", "kind", "case_id", "amount"),
    Index(None, "case_id", "paper_position", "kind", "day", "amount"),
)

day_records = Table(
    "day_records",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("desk", String, nullable=False),
    Column("day", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hash", String, nullable=False, unique=True),
    Column("previous", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("closed_at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    UniqueConstraint("day", "revision"),
)

day_answers = Table(
    "day_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("via", String, nullable=False),
    Column("day", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("holds", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("alarm", String, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("held", LargeBinary),
    Index(None, "day"),
)

sendings = Table(
    "sendings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("via", String, nullable=False),
    Column("day", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("result", String, nullable=False),  # "sent" or the code of an error
    Index(None, "day", "revision"),
)

KEPT = text("key <> x''")  # a file that was not erased; in these words, for SQLite to know its index by

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),  # SHA-256 of the encrypted bytes: the file's name on the disk
    Column("key", LargeBinary, nullable=False),  # of this file alone: without it the file is gone, in every copy
    Column("digest", String, nullable=False),  # SHA-256 of what is inside
    Column("size", Integer, nullable=False),  # bytes of what is inside
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "size", sqlite_where=KEPT),  # how much a million files take is added up without their rows
)

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("source", String, nullable=False),
    Column("ended_at", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, ForeignKey("batches.id"), nullable=False),
    Column("number", Integer, nullable=False),  # in its batch, from 1
    Column("file_id", Integer, ForeignKey("files.id"), nullable=False),
    Column("as_fed_id", Integer, ForeignKey("files.id")),  # before it was straightened
    Column("dpi", Integer, nullable=False),
    Column("origin", String, nullable=False, default=""),
    Column("defects", String, nullable=False, default=""),  # codes, with spaces between
    Column("fingerprint", String, nullable=False, default=""),
    Column("at", String, nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id")),  # NULL: in the tray
    Column("paper_position", Integer),  # NULL: of the case, of none of its papers yet
    Column("place", Integer, nullable=False),  # order among the pages of the same paper
    Column("rotation", Integer, nullable=False, default=0),  # degrees, clockwise
    Column("dropped", Boolean, nullable=False, default=False),
    Column("event_id", Integer, ForeignKey("paper_events.id")),  # the file that it became part of
    UniqueConstraint("batch_id", "number"),
    Index(None, "case_id", "paper_position"),
    Index(None, "event_id", "dropped"),
    Index(None, "file_id"),
    Index(None, "as_fed_id"),
    Index(None, "origin"),
)

paper_events = Table(
    "paper_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("paper_position", Integer, nullable=False),  # -1: the case's result
    Column("state", String, nullable=False),
    Column("file_id", Integer, ForeignKey("files.id")),
    Column("pages", Integer, nullable=False, default=0),
    Column("taken_from", Integer, ForeignKey("paper_events.id")),
    Column("note", String, nullable=False, default=""),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Index(None, "case_id", "paper_position"),
    Index(None, "file_id"),
)

paper_work = (
    Table(  # mirrors what is unfinished of `case_papers` and `paper_events`: a short list beside a long history
        "paper_work",
        metadata,
        Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
        Column("paper_position", Integer, primary_key=True),
        Column("state", String, nullable=False),
        Index(None, "state"),
    )
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", String, nullable=False),
    Column("saved_at", String, nullable=False),
    Column("payload", Text, nullable=False),  # JSON
)

# Civil-status books. ``book_standings`` mirrors each entry's newest event, and triggers keep ``book_tallies`` in step
# with it, so that the board of a million entries reads some thousand rows. Everything else is only ever added to.

books = Table(
    "books",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("unit", String, nullable=False),  # as on the cover: often a unit that no longer exists
    Column("first_year", Integer, nullable=False),
    Column("last_year", Integer, nullable=False),
    Column("number", String, nullable=False),  # quyển số
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    UniqueConstraint("kind", "unit", "first_year", "last_year", "number"),
)

book_counts = Table(
    "book_counts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("entries", Integer, nullable=False),  # expected
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("note", String, nullable=False, default=""),
    Index(None, "book_id"),
)

book_packages = Table(
    "book_packages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),  # whose work it is
    Column("at", String, nullable=False),
    Column("given_by", Integer, ForeignKey("officers.id"), nullable=False),
    Column("note", String, nullable=False, default=""),
    Index(None, "book_id"),
    Index(None, "officer_id"),
)

book_entries = Table(
    "book_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("number", String, nullable=False),
    UniqueConstraint("book_id", "number"),
    Index(None, "book_id", "page"),
)

book_entry_versions = Table(
    "book_entry_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("book_entries.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("fields", Text, nullable=False),  # JSON: field to text
    UniqueConstraint("entry_id", "round"),
)

book_entry_events = Table(
    "book_entry_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("book_entries.id"), nullable=False),
    Column("round", Integer, nullable=False),  # how often it had been sent back by then
    Column("stage", String, nullable=False),  # after the event
    Column("returned_from", String),  # NULL unless the entry was sent back, to `stage`
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("note", String, nullable=False, default=""),
    Column("counted", Boolean, nullable=False),  # whether it added a desk fact
    UniqueConstraint("entry_id", "round", "stage"),  # no stage is passed twice without a return between
)

book_draws = Table(
    "book_draws",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("seed", String, nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Index(None, "book_id"),
)

book_draw_members = Table(
    "book_draw_members",
    metadata,
    Column("draw_id", Integer, ForeignKey("book_draws.id"), primary_key=True),
    Column("entry_id", Integer, ForeignKey("book_entries.id"), primary_key=True),
    Column("drawn", Boolean, nullable=False),
)

book_matches = Table(
    "book_matches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("book_entries.id"), nullable=False),
    Column("result", String, nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("note", String, nullable=False, default=""),
    Index(None, "entry_id"),
)

book_standings = Table(
    "book_standings",
    metadata,
    Column("entry_id", Integer, ForeignKey("book_entries.id"), primary_key=True),
    Column("book_id", Integer, ForeignKey("books.id"), nullable=False),
    Column("stage", String, nullable=False),
    Column("round", Integer, nullable=False, default=0),
    Column("enterer_id", Integer, ForeignKey("officers.id")),  # of the newest version
    Column("drawn", Boolean, nullable=False, default=False),  # once drawn, check 2 is due in every round
    Column("draw_id", Integer, ForeignKey("book_draws.id")),  # the draw that this round took part in
    Index(None, "book_id", "stage"),
    Index(None, "draw_id", "drawn", "stage"),
)

book_tallies = Table(
    "book_tallies",
    metadata,
    Column("kind", String, primary_key=True),
    Column("year", Integer, primary_key=True),  # the books' first
    Column("stage", String, primary_key=True),  # at "collected" also those expected and not captured yet
    Column("entries", Integer, nullable=False),
)
