"""The installer for Windows: compiled with a folder that stands in for a build, and what its script says.

It is not run here: there is no Windows.
"""

import re
from pathlib import Path

import pytest

from desktop.__main__ import PROGRAM
from installer.windows_installer import SCRIPT, InstallerError, compiled, main

VERSION = "1.2.3"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in the place of the program's."""
    bundle = tmp_path / "stand-in"
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "ban-mot-cua.exe").write_bytes(b"MZ stand-in")
    (bundle / "_internal" / "python311.dll").write_bytes(bytes(5000))
    return bundle


def lines() -> list[str]:
    return [line.strip() for line in SCRIPT.read_text(encoding="utf-8").splitlines() if not line.startswith(";")]


def test_it_compiles_without_a_warning(folder: Path, tmp_path: Path) -> None:
    installer = compiled(folder, tmp_path / "to", VERSION)
    content = installer.read_bytes()
    assert installer.name == "ban-mot-cua-1.2.3.exe"
    assert content.startswith(b"MZ")
    assert b'requestedExecutionLevel level="asInvoker"' in content, "an administrator would be asked for"
    assert VERSION.encode("utf-16-le") in content


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InstallerError, match=re.escape("ban-mot-cua.exe")):
        compiled(tmp_path, tmp_path / "to", VERSION)
    assert main(["--bundle", str(tmp_path), "--to", str(tmp_path / "to")]) == 1
    assert "built on Windows" in capsys.readouterr().err


def test_what_makensis_refuses_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InstallerError, match="VIProductVersion"):
        compiled(folder, tmp_path / "to", "one")


def test_it_is_for_one_user_and_fetches_nothing() -> None:
    script = "\n".join(lines())
    assert "RequestExecutionLevel user" in script
    assert not re.search(r"HKLM|HKCR|\$PROGRAMFILES|\$WINDIR|\$SYSDIR|SetShellVarContext all", script)
    assert not re.search(r"https?:|inetc|NSISdl|\bExec(Wait|Shell)?\b", script)


def test_every_text_is_there_in_both_languages() -> None:
    found: dict[str, set[str]] = {}
    for line in lines():
        match = re.match(r'LangString (\w+) \$\{LANG_(\w+)\} "(.+)"$', line)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    assert len(found) == 5
    assert set(map(frozenset, found.values())) == {frozenset({"VIETNAMESE", "ENGLISH"})}


def test_the_data_stay_unless_somebody_says_yes_twice() -> None:
    body = lines()[lines().index('Section "Uninstall"') :]
    asked = [line for line in body if line.startswith("MessageBox")]
    assert len(asked) == 2
    for line in asked:
        assert "MB_DEFBUTTON2" in line, "Enter must mean No"
        assert "/SD IDNO IDNO keep" in line, "a silent uninstallation must keep them"
    removed = [line for line in body if line.startswith("RMDir /r")]
    assert removed == ['RMDir /r "$INSTDIR\\_internal"', 'RMDir /r "$LOCALAPPDATA\\${PRODUCT}"']
    assert body.index(removed[1]) > body.index(asked[1])
    assert f'!define PRODUCT "{PROGRAM}"' in lines(), "the folder that is asked for is the data's"
