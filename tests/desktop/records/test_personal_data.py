"""Nothing is kept of anybody without a purpose, a legal base and a rule: held against the real schema."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from desktop.documents.personal_data_page import personal_data_page
from desktop.records.database import Database
from desktop.records.personal_data import FILE, load_personal_data
from desktop.records.resources import resources_folder
from devices.errors import CodedError

DOCS = Path(__file__).parents[3] / "docs"
INDEX_PARTS = ("case_names_", "page_word_index_")  # FTS5's own tables


def test_every_column_of_the_real_schema_is_classified(database: Database) -> None:
    with database.connect() as connection:
        seen = inspect(connection)
        columns = {
            table: [column["name"] for column in seen.get_columns(table)]
            for table in seen.get_table_names()
            if table != "alembic_version" and not table.startswith(INDEX_PARTS)
        }
        columns["case_names"] = ["name"]
        hidden = connection.execute(text("SELECT name FROM pragma_table_xinfo('case_history')")).scalars()
        columns["case_history"] = list(hidden)
    assert load_personal_data(resources_folder()).unclassified(columns) == []


def test_a_column_that_nobody_classified_is_found() -> None:
    data = load_personal_data(resources_folder())
    columns = {table: [*each.personal, *each.other] for table, each in data.tables.items()}
    columns["citizens"] = [*columns["citizens"], "religion"]
    assert data.unclassified(columns) == ["citizens.religion"]


def test_the_page_is_current() -> None:
    made = personal_data_page(load_personal_data(resources_folder()))
    assert (DOCS / "personal-data.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize(
    ("old", "new"), [("rule: same_day", "rule: some_day"), ("tables:", "tables: ]"), ("basic", "b")]
)
def test_a_malformed_list_is_refused(tmp_path: Path, old: str, new: str) -> None:
    whole = (resources_folder() / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(whole.replace(old, new), encoding="utf-8")
    with pytest.raises(CodedError, match="DATA-013"):
        load_personal_data(tmp_path)
