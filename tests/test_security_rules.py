"""Ruff's security rules are on for the program, and whoever turns one off for a line says why beside it."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = ("desktop", "devices", "sync", "updates", "installer")
TURNED_OFF = re.compile(r"# noqa: (?:[A-Z]+\d+, ?)*S\d{3}(?:, ?[A-Z]+\d+)*(?P<reason>.*)$")


def test_the_rules_are_on_for_the_program() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert [each for each in lint["ignore"] if re.fullmatch(r"S\d+", each)] == []
    off = {path: [each for each in rules if each.startswith("S")] for path, rules in lint["per-file-ignores"].items()}
    assert {path: [each for each in rules if each != "SIM"] for path, rules in off.items() if rules} == {
        "tests/**": ["S"],
        "benchmarks/**": ["S"],
        "installer/**": ["S603", "S607"],
    }


def test_each_exception_has_its_reason() -> None:
    found, silent = 0, []
    for package in PROGRAM:
        for path in sorted((ROOT / package).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = TURNED_OFF.search(line)
                if match:
                    found += 1
                    if not re.match(r" - \S+ \S+", match["reason"]):
                        silent.append(f"{path.relative_to(ROOT)}:{number}")
    assert silent == []
    assert found > 10
