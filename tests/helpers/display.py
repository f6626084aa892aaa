"""An X display of a test's own with a window manager, and an officer's hands and eyes on it: keys and pictures only."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

SCREEN = (1440, 900)  # pixels
TOOLS = {
    "Xvfb": "xvfb",
    "xkbcomp": "x11-xkb-utils",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
}
PATIENCE = 40.0  # seconds; only a failing test waits so long
A_PERSON, A_SCANNER = 90, 1  # ms between keys
Picture = NDArray[np.uint8]
_CLIPBOARD = "from PySide6.QtGui import QGuiApplication as Q; a = Q([]); print(a.clipboard().text(), end='')"


def wait_until(done: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Poll until something is so; an AssertionError that says what never was."""
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


class Display:
    """A running display.

    Attributes:
        name: What DISPLAY is set to.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a program that is to appear here and nowhere else."""
        foreign = {"WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XMODIFIERS", "QT_IM_MODULE", "QT_SCALE_FACTOR"}
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return kept | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    def run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        """Run a tool on this display to its end."""
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=PATIENCE, check=False)

    def xdotool(self, *arguments: str) -> str:
        """What xdotool says; it must succeed."""
        done = self.run("xdotool", *arguments)
        assert done.returncode == 0, f"xdotool {arguments[0]}: {done.stderr.decode()}"
        return done.stdout.decode()

    # ---- eyes

    def windows(self, title: str) -> list[str]:
        """Ids of the visible windows whose title has this text."""
        found = self.run("xdotool", "search", "--onlyvisible", "--name", re.escape(title))
        return found.stdout.decode().split()

    def window(self, title: str) -> str:
        """Id of the one window whose title has this text, once it is there."""
        wait_until(lambda: len(self.windows(title)) == 1, f"a window {title}")
        return self.windows(title)[0]

    def title(self, text: str) -> str:
        """The whole title of the one window whose title has this text."""
        return self.xdotool("getwindowname", self.window(text)).strip()

    def has_focus(self, title: str) -> bool:
        """Whether the keys go to the window with this text in its title."""
        focused = self.run("xdotool", "getactivewindow", "getwindowname")
        return title in focused.stdout.decode()

    def picture(self) -> Picture:
        """What the screen shows: rows from the top, BGR."""
        taken = self.run("import", "-window", "root", "-depth", "8", "ppm:-")
        picture = cv2.imdecode(np.frombuffer(taken.stdout, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None, taken.stderr.decode()
        return np.asarray(picture, np.uint8)

    def box(self, title: str) -> tuple[int, int, int, int]:
        """Left, top, width and height in pixels of the inside of a window."""
        told = self.xdotool("getwindowgeometry", "--shell", self.window(title))
        facts = dict(line.split("=", 1) for line in told.split())
        return int(facts["X"]), int(facts["Y"]), int(facts["WIDTH"]), int(facts["HEIGHT"])

    def clipboard(self) -> str:
        """The clipboard's text, as another program gets it."""
        return self.run(sys.executable, "-c", _CLIPBOARD).stdout.decode()

    # ---- hands

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their X names (``F6``, ``Return``, ``ctrl+a``)."""
        self.xdotool("key", "--delay", str(A_PERSON), *keys)

    def type(self, text: str, delay: int = A_PERSON) -> None:
        """Type a text, so many milliseconds for a key; a line's end after it is Enter."""
        enter = ["key", "--delay", str(delay), "Return"] if text.endswith("\n") else []
        self.xdotool("type", "--args", "1", "--delay", str(delay), text.removesuffix("\n"), *enter)

    def teach(self, letters: str) -> None:
        """Give each letter that the keyboard lacks a key of its own, from those of players and browsers.

        xdotool would borrow one key for all of them by turns, and a program that looks at the keyboard's map a moment
        later would read another letter.
        """
        dumped = self.run("xkbcomp", "-xkb", self.name, "-").stdout.decode()
        without = re.sub(r"\s*key <I\d+> \{[^;]*\};", "", dumped)
        spare = re.findall(r"<(I\d+)> = \d+;", dumped)
        lacking = sorted({letter for letter in letters if not letter.isascii()})
        keys = "".join(
            f'  key <{name}> {{ type= "ONE_LEVEL", symbols[Group1]= [ U{ord(letter):04X} ] }};\n'
            for name, letter in zip(spare, lacking, strict=False)
        )
        assert len(lacking) <= len(spare), "more letters than spare keys"
        head, symbols, rest = without.partition("xkb_symbols ")
        opening, brace, entries = rest.partition("{")
        taught = subprocess.run(
            ["xkbcomp", "-w0", "-", self.name],
            input=f"{head}{symbols}{opening}{brace}\n{keys}{entries}",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert taught.returncode == 0, taught.stderr


@contextmanager
def own_display(folder: Path) -> Iterator[Display]:
    """Start a display with a free number and a window manager on it; both end with the block.

    Args:
        folder: For what the two have to say.
    """
    missing = [f"{tool} (package {package})" for tool, package in TOOLS.items() if shutil.which(tool) is None]
    assert not missing, f"tests with a real window need {', '.join(missing)}"
    with (folder / "display.log").open("wb") as log:
        reading, writing = os.pipe()
        size = "x".join(map(str, SCREEN))
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, pass_fds=(writing,), stdout=log, stderr=log)
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            assert number, f"Xvfb did not start: {(folder / 'display.log').read_text(errors='replace')}"
            display = Display(f":{number}")
            environment = display.environment | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
            manager = subprocess.Popen(["openbox", "--sm-disable"], env=environment, stdout=log, stderr=log)
            try:
                wait_until(lambda: display.run("xdotool", "get_num_desktops").returncode == 0, "the window manager")
                yield display
            finally:
                end(manager)
        finally:
            end(server)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and see to it that it does."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
