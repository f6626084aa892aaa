"""Writes docs/errors.md from resources/errors.toml: ``python .ci/build_errors.py``."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "errors.md"


def text() -> str:
    """The page."""
    entries = tomllib.loads((ROOT / "resources" / "errors.toml").read_text(encoding="utf-8"))
    lines = [
        "# Errors",
        "",
        f"All {len(entries)} codes that the program shows: what happened, why, what to do, who acts. Made by `make",
        "errors` from `resources/errors.toml`; what stands in braces is filled in when it happens.",
        "",
    ]
    family = ""
    for code, entry in sorted(entries.items()):
        if code.split("-")[0] != family:
            family = code.split("-")[0]
            lines += [f"## {family}", "", "| Code | What | Cause | Cure | Who |", "|---|---|---|---|---|"]
        for suffix, who in (("", entry["actor"]), ("_en", "")):
            cells = [entry[f"{name}{suffix}"].replace("|", "\\|") for name in ("title", "cause", "cure")]
            lines.append("| " + " | ".join([f"**{code}**" if who else "", *cells, who]) + " |")
        following = [each for each in sorted(entries) if each > code]
        if not following or following[0].split("-")[0] != family:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
