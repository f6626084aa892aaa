"""What is kept of people: each column classified, with purpose, legal base and rule of retention. Data, not code.

A table or column that `resources/personal_data.yaml` does not name fails a test, so that nothing new is kept of anybody
without a purpose.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
import yaml

from devices.errors import CodedError

FILE = "personal_data.yaml"
FOR_EVER = -1


class DataKind(StrEnum):
    """How personal a column is."""

    BASIC = "basic"
    SENSITIVE = "sensitive"
    LINKED = "linked"
    FREE = "free"


class RetentionRule(msgspec.Struct, frozen=True):
    """How long something is kept.

    Attributes:
        text, text_en: The rule in words.
        months: Whole months; 0 for not beyond the day, `FOR_EVER` for good.
        legal_base: The law.
        sure: Whether the figure was seen in an official source.
    """

    text: str
    text_en: str
    months: int
    legal_base: str
    sure: bool


class Purpose(msgspec.Struct, frozen=True):
    """For what something is kept, and by which law."""

    text: str
    text_en: str
    legal_base: str


class TableData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table: its personal columns, and the others; `purpose` and `rule` are "" where it has none of the first."""

    other: tuple[str, ...]
    personal: dict[str, DataKind] = {}
    purpose: str = ""
    rule: str = ""


class PersonalData(msgspec.Struct, frozen=True):
    """The whole list."""

    rules: dict[str, RetentionRule]
    purposes: dict[str, Purpose]
    tables: dict[str, TableData]

    def unclassified(self, columns: Mapping[str, Iterable[str]]) -> list[str]:
        """What a schema has and the list does not, and the other way round, as ``table.column``.

        Args:
            columns: Names of the columns, by table.
        """
        real = {f"{table}.{name}" for table, names in columns.items() for name in names}
        told = [f"{table}.{name}" for table, each in self.tables.items() for name in (*each.personal, *each.other)]
        twice = [name for name in set(told) if told.count(name) > 1]
        return sorted((real ^ set(told)) | set(twice))


def load_personal_data(folder: Path) -> PersonalData:
    """Read the list from the folder of the program's data.

    Raises:
        CodedError: DATA-013: it is missing or malformed, or names a purpose or rule that is not there.
    """
    try:
        read = yaml.load((folder / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found = msgspec.convert(read, PersonalData)
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise CodedError("DATA-013") from error
    for each in found.tables.values():
        if each.personal and (each.rule not in found.rules or each.purpose not in found.purposes):
            raise CodedError("DATA-013")
    return found
