"""What the one-folder program leaves out, and why; build.spec asks here."""

import sysconfig
from pathlib import PurePosixPath

from installer.system_libraries import OF_THE_SYSTEM, OPTIONAL

# Python packages that a library of ours names but the desk's program never imports.
UNUSED_MODULES = (
    # of Qt
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtOpenGL",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtNetwork",
    # the province's service; SQLAlchemy, anyio and Alembic name them for those who use them
    "sync.province",
    "uvloop",
    "psycopg",
    "psycopg_binary",
    "psycopg2",
    "pydantic",
    "pydantic_core",
    "fastapi",
    "uvicorn",
    "structlog",
    "jinja2",
    # pyHanko's second way to the network; the desk's way is httpx
    "aiohttp",
    "yarl",
    "multidict",
    "frozenlist",
    "propcache",
    "aiosignal",
    "aiohappyeyeballs",
    "pyhanko.sign.timestamps.aiohttp_client",
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers",
    # asyncio is not used; greenlet is SQLAlchemy's bridge to it
    "greenlet",
    "trio",
    # command lines, colours and graphical shells of libraries
    "click",
    "rich",
    "pygments",
    "markdown_it",
    "IPython",
    "tkinter",
    "PIL.ImageTk",
    "PIL._imagingtk",
    "PIL._avif",  # with 6 MB of codec; no paper comes as AVIF
    # tools of developers
    "py",
    "pytest",
    "_pytest",
    "hypothesis",
    "mypy",
    "setuptools",
    "distutils",
    "psutil",
    "doctest",
    "pdb",
    "numpy.f2py",
    "lib2to3",
    "readline",
    "lxml.objectify",
    "lxml.html",
)

# Files of libraries by a part of their path in the program's folder. Windows has the same libraries under other names.
UNUSED_FILES = (
    # of Qt: no QML, no SQL, no PDF viewer, no keyboard on the screen, no network
    *(f"Qt6{each}" for each in ("Quick", "Qml", "Designer", "Pdf", "Network", "EglF", "OpenGLWidgets", "Sql")),
    "qtvirtualkeyboard",
    "/qmltooling/",
    "/networkinformation/",
    "/plugins/tls/",
    # ways to a screen with neither X nor Wayland
    "/egldeviceintegrations/",
    "/plugins/generic/",
    *(f"/platforms/libq{each}" for each in ("eglfs", "linuxfb", "minimal", "vkkhr", "vnc")),
    # formats in which no picture of the program comes
    *(f"/imageformats/libq{each}" for each in ("icns", "tga", "wbmp", "tiff", "webp", "pdf")),
    "opengl32sw",  # Qt's OpenGL for PCs without a driver; the program draws without OpenGL
    # tables for recognising faces that OpenCV brings; the program recognises none
    "cv2/data/",
)

QT_TRANSLATIONS = "Qt/translations/"
LANGUAGES = ("_vi.qm", "_en.qm")  # what the program is translated to
# Nothing is linked with these: the program's first lines load Python itself, pyzbar loads zbar.
LOADED_BY_NAME = frozenset({"libzbar.so.0", str(sysconfig.get_config_var("INSTSONAME"))})


def is_needed(destination: str) -> bool:
    """Whether a file belongs in the program's folder.

    Args:
        destination: Its path there, with either kind of slash.
    """
    path = destination.replace("\\", "/")
    if QT_TRANSLATIONS.lower() in path.lower():
        return path.endswith(LANGUAGES)
    elsewhere = PurePosixPath(path).name in OF_THE_SYSTEM.keys() | OPTIONAL.keys()
    return not elsewhere and not any(part in path for part in UNUSED_FILES)


def reachable(binaries: list[str], needs: dict[str, set[str]], by_name: frozenset[str]) -> set[str]:
    """The libraries that something in the folder asks for.

    Leaving a plugin out leaves its libraries without a user; those are left out as well.

    Args:
        binaries: Destinations of libraries and Python extensions.
        needs: For each, the names of the libraries that it is linked with.
        by_name: Names that Python code loads without being linked with them.

    Returns:
        The destinations that stay. What lies in a folder of a package always stays: packages load their files by path.
    """
    stays = {each for each in binaries if _is_loaded_by_path(each) or PurePosixPath(each).name in by_name}
    named: dict[str, list[str]] = {}
    for each in binaries:
        named.setdefault(PurePosixPath(each).name, []).append(each)
    waiting = list(stays)
    while waiting:
        for name in needs.get(waiting.pop(), ()):
            for found in named.get(name, ()):
                if found not in stays:
                    stays.add(found)
                    waiting.append(found)
    return stays


def _is_loaded_by_path(destination: str) -> bool:
    path = PurePosixPath(destination)
    if ".cpython-" in path.name or ".abi3." in path.name:
        return True
    folder = path.parent.as_posix()
    return folder != "." and not folder.endswith((".libs", "Qt/lib"))
