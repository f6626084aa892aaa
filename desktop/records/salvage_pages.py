"""The pages of a damaged encrypted database, each proved and decrypted on its own, with those of its write-ahead log.

A page counts only if its HMAC holds: a fact that is read here is the fact that was written. Formats: SQLCipher 4
(https://www.zetetic.net/sqlcipher/design/), SQLite's file format and its WAL (https://www.sqlite.org/fileformat2.html).
"""

import hashlib
import hmac
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from desktop.records.encrypted_pages import (
    HMAC,
    HMAC_KEY_ROUNDS,
    HMAC_SALT_MASK,
    IV,
    PAGE,
    PLAIN_HEADER,
    SALT,
)

USABLE = PAGE - IV - HMAC
WAL_HEADER, FRAME_HEADER = 32, 24


class SalvagePages:
    """Reads pages by their number, from 1.

    Attributes:
        count: How many pages there are or were.
        damaged: Those that were asked for and are not as they were written.
        proved: Whether HMACs decide; without the file's first 16 bytes they cannot, and a page's own form has to do.
    """

    def __init__(self, path: Path, key: bytes | bytearray) -> None:
        """Open a file and its log; neither is changed.

        Raises:
            OSError: It cannot be read.
        """
        self._file = path.open("rb")
        self._key = bytes(key)
        size = path.stat().st_size
        salt = bytes(byte ^ HMAC_SALT_MASK for byte in self._file.read(SALT))
        self._hmac_key = hashlib.pbkdf2_hmac("sha512", self._key, salt, HMAC_KEY_ROUNDS, 32)
        self._log = _committed(path.with_name(path.name + "-wal"))
        self.count = max([-(-size // PAGE), *self._log])
        self.damaged: set[int] = set()
        self.proved = True
        self.proved = any(self.read(number) for number in range(1, self.count + 1))
        self.damaged.clear()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, number: int) -> bytes:
        """What a page holds, without its reserved end; nothing where it is not what was written."""
        raw = self._log.get(number) or self._raw(number)
        start = SALT if number == 1 else 0
        if len(raw) < PAGE or (self.proved and not self._fits(raw, number, start)):
            self.damaged.add(number)
            return b""
        decryptor = Cipher(AES(self._key), CBC(raw[USABLE : USABLE + IV])).decryptor()
        return PLAIN_HEADER[:start] + decryptor.update(raw[start:USABLE]) + decryptor.finalize()

    def _raw(self, number: int) -> bytes:
        self._file.seek((number - 1) * PAGE)
        return self._file.read(PAGE)

    def _fits(self, raw: bytes, number: int, start: int) -> bool:
        expected = hmac.digest(self._hmac_key, raw[start : PAGE - HMAC] + number.to_bytes(4, "little"), "sha512")
        return hmac.compare_digest(expected, raw[PAGE - HMAC :])


def _committed(path: Path) -> dict[int, bytes]:
    """The newest raw pages of the log's committed transactions; it ends where a frame is not what was written."""
    data = path.read_bytes() if path.is_file() else b""
    if len(data) < WAL_HEADER:
        return {}
    order = "big" if int.from_bytes(data[:4], "big") & 1 else "little"
    sums = _sums(data[:24], (0, 0), order)
    if sums != _pair(data[24:32]):
        return {}
    salts, pending, pages = data[16:24], dict[int, bytes](), dict[int, bytes]()
    for at in range(WAL_HEADER, len(data) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        head, page = data[at : at + FRAME_HEADER], data[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]
        sums = _sums(head[:8] + page, sums, order)
        if head[8:16] != salts or sums != _pair(head[16:24]):
            break
        pending[int.from_bytes(head[:4], "big")] = page
        if int.from_bytes(head[4:8], "big"):  # the last frame of a transaction
            pages |= pending
            pending = {}
    return pages


def _pair(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")


def _sums(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    """The log's running checksum (section 4.2 of the file format)."""
    first, second = sums
    words = memoryview(data).cast("I") if order == "little" else None
    numbers = words or [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]
    for at in range(0, len(numbers), 2):
        first = (first + numbers[at] + second) & 0xFFFFFFFF
        second = (second + numbers[at + 1] + first) & 0xFFFFFFFF
    return first, second
