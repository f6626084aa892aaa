"""All benchmarks, one after the other: ``python -m benchmarks [--quick]``."""

import subprocess
import sys

ALL: tuple[tuple[str, list[str]], ...] = (
    ("benchmarks.qr_decoding", ["--quick"]),
    ("benchmarks.live_camera", ["--seconds", "5"]),
    ("benchmarks.records_scale", ["--cases", "50000"]),
    ("benchmarks.program", ["--cases", "50000"]),
    ("benchmarks.receipt", []),
    ("benchmarks.chip", ["--rounds", "1"]),
    ("benchmarks.page_quality", ["--pages", "10"]),
    ("benchmarks.papers", []),
    ("benchmarks.data_cleaning", ["--cases", "20000"]),
    ("benchmarks.desk_reports", ["--cases", "50000"]),
    ("benchmarks.case_life", ["--cases", "50000"]),
    ("benchmarks.keys", []),
    ("benchmarks.work_board", ["--cases", "20000"]),
    ("benchmarks.whole_desk", ["--cases", "20000"]),
    ("benchmarks.books", ["--entries", "50000"]),
    ("benchmarks.backup", ["--cases", "20000", "--files-mb", "50"]),
    ("benchmarks.province", []),
)


def main() -> int:
    """Run each in a process of its own, so that none measures another's memory; the first failure ends it."""
    quick = "--quick" in sys.argv[1:]
    for module, short in ALL:
        print(f"\n## {module}\n", flush=True)
        status = subprocess.run([sys.executable, "-m", module, *(short if quick else [])], check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
