"""A fresh machine in a folder: Debian's own files of the packages that are named and of what those depend on, no more.

Nothing is fetched: the files are those that this machine's packages installed. The folder becomes the root of a process
with mounts of its own; this takes an administrator's rights, here or in a namespace of one's own.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

STATUS = Path("/var/lib/dpkg/status")
INFO = Path("/var/lib/dpkg/info")
# What Debian calls essential, as far as dpkg and a start script need it.
BASE = (
    *("base-files", "base-passwd", "bash", "coreutils", "dash", "dpkg", "diffutils", "findutils", "grep", "libc-bin"),
    *("sed", "tar", "gzip", "util-linux", "perl-base", "login", "debianutils"),
)
USER = 1000
NEEDS_ROOT = (
    "a fresh root needs chroot and mounts: run the tests as root, or allow user namespaces "
    "(sysctl kernel.unprivileged_userns_clone=1), or run `make fresh-machine` where an administrator may"
)
_ENTER = """
set -e
mount --bind /dev "$1/dev"
mount -t proc proc "$1/proc"
root=$1
shift
exec chroot "$root" "$@"
"""


class BareRoot:
    """A root with a few packages.

    Args:
        folder: A new folder.
        packages: Names; what they depend on comes along, what they recommend does not.
    """

    def __init__(self, folder: Path, packages: Iterable[str]) -> None:
        self.folder = folder
        self._stanzas = _installed()
        self.packages = self._closure([*BASE, *packages])
        for name in ("bin", "sbin", "lib", "lib64"):
            (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(f"usr/{name}")
        for name in ("dev", "proc", "tmp", "run", "root", "etc", "home/officer"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for package in self.packages:
            self._copy(package)
        self._describe()
        folder.chmod(0o755)
        (folder / "tmp").chmod(0o1777)
        (folder / "home/officer").chmod(0o777)
        (folder / "etc/passwd").write_text(
            f"root:x:0:0::/root:/bin/sh\nofficer:x:{USER}:{USER}::/home/officer:/bin/sh\n", encoding="utf-8"
        )
        (folder / "etc/group").write_text(f"root:x:0:\nofficer:x:{USER}:\n", encoding="utf-8")
        done = self.run("ldconfig")
        assert done.returncode == 0, f"{NEEDS_ROOT}\n{done.stderr}"

    def run(self, *command: str, user: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, to its end."""
        return subprocess.run(
            self.command(*command, user=user),
            env=self.environment(user) | variables,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def command(self, *command: str, user: int = 0) -> list[str]:
        """What starts a command inside, with mounts and processes of its own that end with it."""
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        if os.geteuid():
            own.insert(1, "--map-root-user")
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return [*own, "sh", "-c", _ENTER, "enter", str(self.folder), *as_user, *command]

    def environment(self, user: int) -> dict[str, str]:
        """What a login gives."""
        home = "/home/officer" if user else "/root"
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}

    def _closure(self, names: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        waiting = list(names)
        while waiting:
            wished = waiting.pop()
            stanza = self._stanzas.get(wished)
            assert stanza is not None, f"{wished} is not installed here; see .ci/setup.sh"
            name = stanza.split("\n", 1)[0].removeprefix("Package: ")
            if name in found:
                continue
            found[name] = None
            for wanted in (*_relations(stanza, "Depends"), *_relations(stanza, "Pre-Depends")):
                waiting += [next(each for each in wanted if each in self._stanzas)] if self._known(wanted) else []
        return sorted(found)

    def _known(self, alternatives: Sequence[str]) -> bool:
        return any(each in self._stanzas for each in alternatives)

    def _copy(self, package: str) -> None:
        listed = next((path for path in INFO.glob(f"{package}*.list") if path.stem.split(":")[0] == package), None)
        assert listed is not None, f"the files of {package} are not known here"
        for line in listed.read_text(encoding="utf-8").splitlines():
            source = Path(line)
            if line.startswith(("/usr/share/doc", "/usr/share/man", "/usr/share/locale")) or not os.path.lexists(line):
                continue
            target = self.folder / re.sub(r"^/(bin|sbin|lib|lib64)(?=/|$)", r"/usr/\1", line).lstrip("/")
            if source.is_dir() and not source.is_symlink():
                target.mkdir(parents=True, exist_ok=True)
            elif not os.path.lexists(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)

    def _describe(self) -> None:
        state = self.folder / "var/lib/dpkg"
        for name in ("info", "updates", "triggers"):
            (state / name).mkdir(parents=True, exist_ok=True)
        text = "\n".join(self._stanzas[package] for package in self.packages)
        (state / "status").write_text(text, encoding="utf-8")
        (state / "available").touch()
        for package in self.packages:
            for path in INFO.glob(f"{package}*.list"):
                if path.stem.split(":")[0] == package:
                    shutil.copyfile(path, state / "info" / path.name)


def _installed() -> dict[str, str]:
    """Each installed package's own description, by its name and by the names that it provides."""
    found, provided = {}, {}
    for stanza in STATUS.read_text(encoding="utf-8").split("\n\n"):
        name = re.search(r"^Package: (\S+)$", stanza, re.MULTILINE)
        if name is None or "Status: install ok installed" not in stanza:
            continue
        found[name[1]] = f"{stanza.strip()}\n"
        for names in _relations(stanza, "Provides"):
            provided[names[0]] = f"{stanza.strip()}\n"
    return provided | found


def _relations(stanza: str, field: str) -> list[list[str]]:
    """The names of a field, each with its alternatives."""
    line = re.search(rf"^{field}: (.+)$", stanza, re.MULTILINE)
    if line is None:
        return []
    parts = [part.split("|") for part in line[1].split(",")]
    return [[re.split(r"[ (:]", each.strip(), maxsplit=1)[0] for each in part] for part in parts]
