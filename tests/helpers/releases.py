"""Versions of the program for tests: small programs of a few lines, packed and signed by a key made for the test."""

import sys
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol import Envelope
from sync.release import HEAD, Release, peek_release, read_envelope, read_head
from updates.keys import Keyring
from updates.layout import Layout
from updates.making import Wanted, make_bundle
from updates.sources import FileSource
from updates.taking import Here, Taker

PLATFORM = "linux-x86_64"
TODAY = date(2026, 11, 26)
WANTED = Wanted("1.1.0", 11, PLATFORM, "1.0.0", "0012", TODAY, date(2027, 5, 1), {"vi": "Nhanh hơn", "en": "Faster"})
SCRIPT = "#!{python}\nimport sys\n{body}\n"


@dataclass
class Maker:
    """Makes bundles in a folder."""

    folder: Path
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def program(self, version: str, body: str = "sys.exit(0)") -> Path:
        """A program's folder: what is started, two files of data, one of them in every version the same, and a link."""
        folder = self.folder / "programs" / version
        (folder / "_internal" / "data").mkdir(parents=True)
        started = folder / "ban-mot-cua"
        started.write_text(SCRIPT.format(python=sys.executable, body=body))
        started.chmod(0o755)
        (folder / "_internal" / "data" / "same.bin").write_bytes(bytes(range(256)) * 300)
        (folder / "_internal" / "data" / "twice.bin").write_bytes(bytes(range(256)) * 300)
        (folder / "_internal" / "version.txt").write_text(f"{version}\n" * 2000)
        (folder / "_internal" / "empty").touch()
        (folder / "_internal" / "libversion.so").symlink_to("version.txt")
        return folder

    def bundle(self, version: str = "1.1.0", body: str = "sys.exit(0)", **said: object) -> Path:
        """A signed bundle of such a program."""
        wanted = replace(WANTED, version=version, **said)  # type: ignore[arg-type]
        return make_bundle(self.program(version, body), wanted, self.key, self.folder / "stick")

    def taker(self, root: Path, running: str = "1.0.0", folder: Path | None = None) -> Taker:
        """A desk's taker that believes this maker."""
        keyring = Keyring(root, [self.key.public_key()])
        return Taker(Layout(root), keyring, Here(running, PLATFORM, folder or self.folder / "nowhere"))


def envelope_of(bundle: Path) -> tuple[Envelope, int]:
    """A bundle's envelope, and where its contents begin."""
    data = bundle.read_bytes()
    length = read_head(data[:HEAD])
    return read_envelope(data[HEAD : HEAD + length]), HEAD + length


def release_of(bundle: Path) -> Release:
    """What a bundle says."""
    return peek_release(envelope_of(bundle)[0])


def taken(taker: Taker, bundle: Path) -> Path:
    """Take a bundle as a desk does; the version's folder."""
    source = FileSource(bundle)
    offer = taker.examine(source.envelope(), TODAY)
    assert offer is not None
    taker.fetch(offer, source)
    folder = taker.build(offer)
    taker.ready(offer)
    return folder
