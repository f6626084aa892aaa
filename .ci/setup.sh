#!/bin/sh
# Everything a fresh Debian or Ubuntu needs, then the Python environment. Run again, it does only what is missing.
#   .ci/setup.sh run    what the program needs
#   .ci/setup.sh test   that, and what its tests need
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setup: Python 3.11 or newer is needed ('$python' is not); name one with PYTHON=/path/to/python3" >&2
    exit 1
fi

# Shared libraries are looked up by the name that programs load, which stays the same where package names differ.
missing=""
libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
need_library() { case "$libraries" in *"$1"*) ;; *) missing="$missing $2" ;; esac; }
need_command() { PATH="$PATH:/sbin:/usr/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need_library libGL.so.1 libgl1
need_library libEGL.so.1 libegl1
need_library libglib-2.0.so.0 libglib2.0-0
need_library libfontconfig.so.1 libfontconfig1
need_library libfreetype.so.6 libfreetype6
need_library libdbus-1.so.3 libdbus-1-3
need_library libxkbcommon.so.0 libxkbcommon0
need_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
need_library libxcb-cursor.so.0 libxcb-cursor0
need_library libxcb-icccm.so.4 libxcb-icccm4
need_library libxcb-keysyms.so.1 libxcb-keysyms1
need_library libxcb-shape.so.0 libxcb-shape0
need_library libxcb-xkb.so.1 libxcb-xkb1
need_library libzbar.so.0 libzbar0
need_library libpcsclite.so.1 libpcsclite1
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
# pyscard comes as source: it is compiled against the PC/SC library's and Python's headers.
need_command gcc gcc
need_command swig swig
need_command pkg-config pkg-config
[ -e /usr/include/PCSC/winscard.h ] || missing="$missing libpcsclite-dev"
[ -e /usr/include/sane/sane.h ] || missing="$missing libsane-dev" # python-sane comes as source too
headers="$("$python" -c 'import sysconfig as s; print(s.get_path("include"))')"
[ -e "$headers/Python.h" ] || missing="$missing python3-dev libc6-dev"
if [ "$purpose" = test ]; then
    need_command Xvfb xvfb
    need_command xdotool xdotool
    need_command openbox openbox
    need_command import imagemagick # takes pictures of a real window
    need_command git git
    need_command openssl openssl # a second opinion on certificates and signatures
    need_command softhsm2-util softhsm2 # a token in software
    need_command pdfsig poppler-utils   # a second opinion on signed papers
    need_command pcscd pcscd     # with a virtual reader: /etc/reader.conf.d/vpcd
    [ -e /etc/reader.conf.d/vpcd ] || missing="$missing vsmartcard-vpcd"
    need_command tesseract tesseract-ocr # reads the words of scanned pages, where a desk has it
    tesseract --list-langs 2>/dev/null | grep -qx vie || missing="$missing tesseract-ocr-vie"
    need_command scanimage sane-utils # SANE's test device and its configuration
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need_command initdb postgresql
    need_command chromium chromium # drives the province's pages
    need_command objdump binutils # PyInstaller reads libraries with it
    need_command makensis nsis # compiles the installer for Windows
    # and freezes Python's shared library, which Debian keeps in a package of its own.
    shared="$("$python" -c 'import sysconfig as s; print(s.get_config_var("INSTSONAME"))')"
    folder="$("$python" -c 'import sysconfig as s; print(s.get_config_var("LIBDIR"))')"
    version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    [ -e "$folder/$shared" ] || need_library "$shared" "libpython$version"
fi

if [ -n "$missing" ]; then
    echo "setup: system packages to install:$missing"
    install="apt-get install -y --no-install-recommends$missing"
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "setup: there is no apt-get here; install the equivalents of:$missing" >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "setup: they need an administrator. Run this once, then try again:" >&2
        echo "  sudo apt-get update && sudo $install" >&2
        exit 1
    fi
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root $install >/dev/null
fi

fingerprint="$("$python" -V) $(cksum < requirements.txt)"
if [ "$(cat .venv/.ready 2>/dev/null || true)" != "$fingerprint" ]; then
    echo "setup: Python packages (about a minute the first time)"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
    echo "$fingerprint" > .venv/.ready
fi
