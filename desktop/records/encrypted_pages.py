"""Why an encrypted file does not open: another key, damage, or no database at all.

SQLCipher says "file is not a database" to all three, but what an officer should do differs. Each page ends in an
HMAC under a key that follows from the database key and the file's salt, so one whole page proves the key right
(SQLCipher design: https://www.zetetic.net/sqlcipher/design/; the layout is that of its version 4 defaults).
"""

import hashlib
import hmac
from pathlib import Path

PAGE = 4096
SALT = 16
IV = 16
HMAC = 64  # SHA-512; IV and HMAC fill the page's reserved end
HMAC_SALT_MASK = 0x3A
HMAC_KEY_ROUNDS = 2
PAGES_TRIED = 16
PLAIN_HEADER = b"SQLite format 3\0"


def why_closed(path: Path, key: bytes | bytearray) -> str:
    """The error code for a file that did not open.

    Returns:
        DB-004 if the key is right and the file is damaged, DB-009 if it is no encrypted database, DB-003 if the key is
        another file's (or the file's very beginning, with the salt, is lost).

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(PAGE * PAGES_TRIED)
    size = path.stat().st_size
    if any(_page_fits(start, number, key) for number in range(1, len(start) // PAGE + 1)):
        return "DB-004"
    if start.startswith(PLAIN_HEADER) or size % PAGE:
        return "DB-009"
    return "DB-003"


def _page_fits(start: bytes, number: int, key: bytes | bytearray) -> bool:
    """Whether page `number` (from 1) is whole under the key."""
    salt = bytes(byte ^ HMAC_SALT_MASK for byte in start[:SALT])
    hmac_key = hashlib.pbkdf2_hmac("sha512", key, salt, HMAC_KEY_ROUNDS, 32)
    page = start[(number - 1) * PAGE : number * PAGE]
    content = page[SALT if number == 1 else 0 : PAGE - HMAC]
    expected = hmac.digest(hmac_key, content + number.to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(expected, page[PAGE - HMAC :])
