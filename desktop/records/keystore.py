"""The operating system's keystore as a second factor: a secret of this PC's account that PINs need besides.

A vault that is copied to another PC is closed to every PIN there; the recovery key, which never needs it, opens it.
"""

import ctypes
import secrets
import sys
from pathlib import Path
from typing import Any, Protocol

from desktop.records.lasting import flush_folder
from desktop.records.private_file import write_flushed
from devices.errors import CodedError

FILE = "machine.key"
SECRET_BYTES = 32


class KeyStore(Protocol):
    """What an operating system offers."""

    def protect(self, secret: bytes) -> bytes:
        """Encrypt for this account on this PC.

        Raises:
            OSError: It does not.
        """

    def reveal(self, protected: bytes) -> bytes:
        """Decrypt what this account protected on this PC.

        Raises:
            OSError: It does not: another account, another PC, damage.
        """


class _Blob(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.c_void_p))


class WindowsKeyStore:
    """DPAPI: ``CryptProtectData`` and ``CryptUnprotectData`` of crypt32, without asking anybody anything."""

    NO_QUESTIONS = 1  # CRYPTPROTECT_UI_FORBIDDEN

    def protect(self, secret: bytes) -> bytes:
        """Encrypt for this account on this PC."""
        return self._call("CryptProtectData", secret)

    def reveal(self, protected: bytes) -> bytes:
        """Decrypt what this account protected."""
        return self._call("CryptUnprotectData", protected)

    def _call(self, name: str, content: bytes) -> bytes:
        libraries: Any = ctypes
        kernel = libraries.WinDLL("kernel32")
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)  # else a 64-bit address is cut to 32 bits
        buffer = ctypes.create_string_buffer(content, len(content))
        given, got = _Blob(len(content), ctypes.cast(buffer, ctypes.c_void_p)), _Blob()
        call = getattr(libraries.WinDLL("crypt32"), name)
        if not call(ctypes.byref(given), None, None, None, None, self.NO_QUESTIONS, ctypes.byref(got)):
            raise OSError(name)
        try:
            return ctypes.string_at(got.data or 0, got.size)
        finally:
            kernel.LocalFree(got.data)


def os_keystore() -> KeyStore | None:
    """The keystore of this PC; None where the operating system has none that is always there."""
    return WindowsKeyStore() if sys.platform == "win32" else None


class MachineSecret:
    """The secret of this PC, beside a vault."""

    def __init__(self, folder: Path, keystore: KeyStore | None) -> None:
        self._path = folder / FILE
        self._keystore = keystore

    def to_wrap(self) -> bytes:
        """For a new wrapper, made where there is none yet; b"" where there is no keystore or it does not keep it."""
        if self._keystore is None:
            return b""
        try:
            if not self._path.exists():
                made = secrets.token_bytes(SECRET_BYTES)
                protected = self._keystore.protect(made)
                if self._keystore.reveal(protected) != made:
                    return b""
                write_flushed(self._path, protected)
                flush_folder(self._path.parent)
            return self._keystore.reveal(self._path.read_bytes())
        except OSError:
            return b""

    def to_unwrap(self) -> bytes:
        """For a wrapper that was bound to it.

        Raises:
            CodedError: KEY-009, this PC does not give it.
        """
        try:
            if self._keystore is None:
                raise CodedError("KEY-009")
            return self._keystore.reveal(self._path.read_bytes())
        except OSError:
            raise CodedError("KEY-009") from None
