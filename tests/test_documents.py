"""What the documents name is there: files, modules, targets of make, names of the code, links between pages."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
SOURCES = {".py", ".toml", ".yaml", ".json", ".spec", ".c", ".sh", ".html", ".nsi", ".desktop", ""}
SKIPPED = {".git", ".venv", "build", "dist", "out", "node_modules", "__pycache__"}
OF_OTHERS = {"strace", "psow", "libavformat"}  # a system's program, a parameter of SQLite, a part of FFmpeg
EXAMPLE = re.compile(r"VERSION|FOLDER|FILE|SELECT |ALTER |https?:|%\w+%")  # nothing that could be here
A_PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)+/?|[\w-]+\.(py|md|yaml|toml|json|sh|c|spec)")


def _below(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        if path.name not in SKIPPED and not path.name.endswith("_cache"):
            found += [path, *(_below(path) if path.is_dir() else ())]
    return found


TREE = _below(ROOT)
NAMES = [path.relative_to(ROOT).as_posix() for path in TREE]
TARGETS = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
TEXTS = [
    path.read_text(encoding="utf-8", errors="ignore")
    for path in TREE
    if path.is_file() and path.suffix in SOURCES and path != Path(__file__)
]
WORDS = {word for text in TEXTS for word in re.findall(r"\w+", text)}
WRITTEN = {name for text in TEXTS for name in re.findall(r'"([\w-]+\.\w+)"', text)}  # files that the program makes


def _in_code(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [*re.findall(r"`([^`\n]+)`", text), *fenced, *re.findall(r"^ {4}(.*)$", text, re.MULTILINE)]


def _is_there(name: str) -> bool:
    """A file, from the root or from the package that the page is about, or a name in a module."""
    wanted = name.strip("/")
    if wanted in WRITTEN or any(fnmatch(f"/{each}", f"*/{wanted}") for each in NAMES):
        return True
    module, _, member = wanted.rpartition(".")
    return "/" in module and _is_there(f"{module}.py") and member in WORDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_names_is_there(page: Path) -> None:
    missing = []
    for text in _in_code(page):
        missing += [f"make {target}" for target in re.findall(r"\bmake ([a-z][\w-]+)", text) if target not in TARGETS]
        for module in re.findall(r"-m ([a-z]\w*(?:\.\w+)*)", text):
            path = module.replace(".", "/")
            if not {f"{path}.py", f"{path}/__main__.py"} & set(NAMES):
                missing.append(f"-m {module}")
    for name in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
        if EXAMPLE.search(name):
            continue
        if A_PATH.fullmatch(name):
            missing += [] if _is_there(name) else [name]
        elif not name.startswith(("make ", "python", "sudo ", ".venv")):
            words = re.findall(r"[A-Za-z_]\w{3,}", name)
            missing += [f"{word} in `{name}`" for word in words if word not in WORDS | OF_OTHERS]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("http") and not (page.parent / link).is_file()] == []


def test_every_target_is_explained() -> None:
    told = set(re.findall(r'@echo "make ([\w-]+)', (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert TARGETS - {"help", "setup-run", "setup-test"} <= told


def test_every_package_is_on_the_map() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    packages = {name.split("/")[0] for name in NAMES if re.fullmatch(r"\w+/(__init__|conftest)\.py", name)}
    assert {each for each in packages if f"`{each}" not in readme} == set()
