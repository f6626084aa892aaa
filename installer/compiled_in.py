"""Libraries that are compiled into a package's own and have no file of their own: they are asked for their versions."""

from collections.abc import Callable

import pypdfium2
import sqlcipher3.dbapi2
from cryptography.hazmat.backends.openssl import backend


def compiled_in(package: str) -> list[tuple[str, str]]:
    """Names and versions of what a Python package has in its library; empty for most."""
    ask = _ASK.get(package)
    return ask() if ask else []


def _of_sqlcipher() -> list[tuple[str, str]]:
    connection = sqlcipher3.dbapi2.connect(":memory:")
    try:
        (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
        connection.execute("PRAGMA key = 'any'")  # the provider is there once there is a key
        (provider,) = connection.execute("PRAGMA cipher_provider_version").fetchone()
        (sqlite,) = connection.execute("SELECT sqlite_version()").fetchone()
    finally:
        connection.close()
    return [("SQLCipher", str(cipher)), ("OpenSSL", _number(str(provider))), ("SQLite", str(sqlite))]


def _of_cryptography() -> list[tuple[str, str]]:
    return [("OpenSSL", _number(backend.openssl_version_text()))]


def _of_pdfium() -> list[tuple[str, str]]:
    return [("PDFium", str(pypdfium2.PDFIUM_INFO.version))]


def _number(text: str) -> str:
    """``OpenSSL 3.5.4 30 Sep 2025`` is version 3.5.4."""
    return text.split()[1] if text.startswith("OpenSSL ") else text


_ASK: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "sqlcipher3": _of_sqlcipher,
    "cryptography": _of_cryptography,
    "pypdfium2": _of_pdfium,
}
