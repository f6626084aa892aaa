"""The page of threats speaks of tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_threat_is_tried_by_tests_that_there_are() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    threats = page.split("\n## ")[1:-1]  # the last is what has no answer yet
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"^def (test_\w+)\(", sources, re.MULTILINE))
    for threat in threats:
        named = set(re.findall(r"`(test_\w+)`", threat))
        assert named, threat.splitlines()[0]
        assert named <= known, named - known
