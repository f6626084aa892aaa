"""The groups of Quyết định 766/QĐ-TTg as data: components, points, and two ways to count each."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from devices.errors import CodedError
from sync.indicators import Share


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to count: indicators added up `of` so many `within` others."""

    of: tuple[str, ...]
    within: tuple[str, ...] = msgspec.field(name="in")

    def share(self, counts: Mapping[str, int]) -> Share:
        """The share of some counts."""
        return Share(sum(counts.get(name, 0) for name in self.of), sum(counts.get(name, 0) for name in self.within))


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a share becomes points: in proportion, or all from `at_least` percent on and `below` under it."""

    at_least: int | None = None
    below: float = 0


class Component(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A component of a group.

    Attributes:
        points: The most it can have.
        strict: Counted by what can be shown.
        loose: Counted as a running system does.
        scale: None where it is not known how points are given.
        sure: Whether all of this was seen in an official text; `note` says what was not.
    """

    name: str
    points: float
    strict: Way | None = None
    loose: Way | None = None
    scale: Scale | None = None
    sure: bool = True
    note: str = ""

    def score(self, share: Share) -> float | None:
        """Points of a share, to two places and never rounded up; None where they cannot be known."""
        if self.scale is None or not share.whole:
            return None
        if self.scale.at_least is not None:
            return self.points if share.part * 100 >= self.scale.at_least * share.whole else self.scale.below
        return min(share.part, share.whole) * int(self.points * 100) // share.whole / 100


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of the index."""

    name: str
    points: float
    components: tuple[Component, ...]


def load_groups(folder: Path) -> tuple[Group, ...]:
    """Read ``decision_766.yaml``.

    Raises:
        CodedError: REP-003: it is missing or malformed.
    """
    try:
        plain = yaml.load((folder / "decision_766.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return msgspec.convert(plain, tuple[Group, ...])
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError, RecursionError) as error:
        raise CodedError("REP-003") from error
