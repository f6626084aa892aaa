"""The support report: a ZIP for the technicians, without anything of a citizen, an officer or a case.

It is made of what is allowed, not of what is left after searching: numbers, versions, states, codes and times. Of a
setting that is text only is said whether it is set; of a log line, the words that stand in the program's own source.
"""

import logging
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from desktop.records.lasting import flush_file, move
from desktop.records.local_time import ZONE
from desktop.workflows.self_check import CheckLine
from devices.errors import CodedError

OWN = ("desktop", "devices", "sync", "updates")
LIBRARIES = ("pyside6-essentials", "sqlalchemy", "sqlcipher3", "opencv-python-headless", "pyscard", "cryptography")
_CODE = re.compile(r"[A-Z]{2,5}-\d{3}")
_KIND = re.compile(r"[A-Z][A-Za-z]+(Error|Exception|Warning)")
_PLACE = re.compile(r'File "[^"]*?((?:desktop|devices|sync|updates)[/\\][\w/\\]+\.py)", line (\d+), in (\w+)')
_CODE_FILE_LINE = re.compile(r"(\S+) (" + _CODE.pattern + ")")
LARGEST_NUMBER = 99_999
LARGEST_LOG = 500_000  # bytes
OPEN = "…"


class SafeFormatter(logging.Formatter):
    """Formats a log record by what the source says; of what was put in only codes, kinds and small numbers stay."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, and the words of the source."""
        given = record.args if isinstance(record.args, tuple) else ()
        parts = re.split(r"%[-#0-9.]*[sdrf]", str(record.msg))
        text = parts[0]
        for place, part in enumerate(parts[1:]):
            text += (safe(given[place]) if place < len(given) else OPEN) + part
        moment = datetime.fromtimestamp(record.created, ZONE).isoformat(timespec="seconds")
        return f"{moment} {record.levelname} {record.name} {text}"


def safe(value: object) -> str:
    """A value as far as it may be shown."""
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) <= LARGEST_NUMBER):
        return str(value)
    text = str(value)
    if _CODE.fullmatch(text) or _KIND.fullmatch(text):
        return text
    places = [f"{path}:{line} {name}".replace("\\", "/") for path, line, name in _PLACE.findall(text)]
    return " < ".join(reversed(places)) or OPEN


def safe_settings(settings: Mapping[str, object]) -> dict[str, object]:
    """Numbers and switches as they are; of texts only whether there is one."""
    return {
        name: value if isinstance(value, bool | int) else ("set" if value else "not set")
        for name, value in settings.items()
        if isinstance(value, bool | int | str)
    }


def write_report(
    path: Path,
    *,
    program: str,
    lines: Sequence[CheckLine],
    settings: Mapping[str, object],
    errors: Iterable[str],
    log: Path,
) -> None:
    """Write the report, whole or not at all.

    Args:
        path: The ZIP.
        program: Version of the program.
        lines: Of the self-check.
        settings: The desk's.
        errors: Lines of the error log: moment and code.
        log: The program's log, as `SafeFormatter` wrote it.

    Raises:
        CodedError: CHECK-015: it cannot be written.
    """
    checks = [
        f"{line.topic} {line.mark} {line.error.code if line.error else ''} {line.fact}".rstrip() for line in lines
    ]
    kept = [line for line in errors if _CODE_FILE_LINE.fullmatch(line)]
    part = path.with_name(path.name + ".part")
    try:
        log_text = log.read_bytes()[-LARGEST_LOG:] if log.is_file() else b""
        part.unlink(missing_ok=True)  # on somebody's stick it may be a link: what it leads to is not written over
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as report:
            report.writestr("versions.txt", "\n".join(_versions(program)))
            report.writestr("self-check.txt", "\n".join(checks))
            report.writestr("settings.json", msgspec.json.format(msgspec.json.encode(safe_settings(settings))))
            report.writestr("errors.txt", "\n".join(kept))
            report.writestr("program.log", log_text)
        flush_file(part)
        move(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise CodedError("CHECK-015") from None


def _versions(program: str) -> list[str]:
    found = [f"program {program}", f"python {platform.python_version()}", f"system {sys.platform} {platform.release()}"]
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(f"{library} in the bundle")
    return found
