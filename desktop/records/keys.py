"""The database key, wrapped once for each officer's PIN and once for the recovery key.

The key is random (256 bits) and never changes when a PIN does. A wrapper is Argon2id (RFC 9106) over the PIN, then
AES-256-GCM over the key; its cost is stored beside it, so that it can grow with the years. The vault file is written
whole to a new file, flushed, and only then takes the old one's place; the one before is kept beside it.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from devices.errors import CodedError

KEY_BYTES = 32
RECOVERY_BYTES = 20
RECOVERY_CHECK_BYTES = 5  # 40 bits of SHA-256: a slip of the pen is found before the slow derivation
FORMAT = 1


class Cost(msgspec.Struct, frozen=True):
    """What a derivation costs: passes, memory in KiB, lanes (RFC 9106, section 4: the second recommended option)."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


class Wrapper(msgspec.Struct, frozen=True):
    """The key, wrapped for one secret."""

    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost


class _Vault(msgspec.Struct, frozen=True):
    recovery: Wrapper
    officers: dict[str, Wrapper]
    format: int = FORMAT


class Vault:
    """A vault file.

    Attributes:
        path: The file, ``keys.json`` of the desk's folder.
    """

    def __init__(self, path: Path, cost: Cost | None = None) -> None:
        self.path = path
        self._cost = cost or Cost()

    @property
    def exists(self) -> bool:
        """Whether the desk has been set up."""
        return self.path.exists()

    def create(self, login: str, pin: str) -> tuple[bytearray, str]:
        """Make a new key for a first officer; gives the key and the recovery key to print once.

        Raises:
            CodedError: KEY-004, there is a vault already; KEY-005, the file cannot be written.
        """
        if self.exists:
            raise CodedError("KEY-004")
        key = bytearray(secrets.token_bytes(KEY_BYTES))
        recovery = secrets.token_bytes(RECOVERY_BYTES)
        wrappers = {login: self._wrap(key, _pin_bytes(pin), login)}
        self._write(_Vault(self._wrap(key, recovery, ""), wrappers))
        return key, _recovery_text(recovery)

    def logins(self) -> list[str]:
        """Who can unlock the desk."""
        return sorted(self._read().officers)

    def unlock(self, login: str, pin: str) -> bytearray:
        """The database key. The caller wipes it after opening the database.

        Raises:
            CodedError: KEY-001, wrong PIN or unknown officer; KEY-002, the vault is damaged.
        """
        wrapper = self._read().officers.get(login)
        if wrapper is None:
            raise CodedError("KEY-001")
        return _unwrap(wrapper, _pin_bytes(pin), login, "KEY-001")

    def recover(self, recovery_key: str) -> bytearray:
        """The database key by the printed recovery key.

        Raises:
            CodedError: KEY-003, the recovery key is mistyped or another desk's; KEY-002, the vault is damaged.
        """
        return _unwrap(self._read().recovery, _recovery_bytes(recovery_key), "", "KEY-003")

    def set_pin(self, key: bytes | bytearray, login: str, pin: str) -> None:
        """Give an officer a PIN, new or other; the key stays the same."""
        vault = self._read()
        self._write(
            msgspec.structs.replace(vault, officers={**vault.officers, login: self._wrap(key, _pin_bytes(pin), login)})
        )

    def remove(self, login: str) -> None:
        """Take an officer's way in away.

        Raises:
            CodedError: KEY-006, it is the last officer's.
        """
        vault = self._read()
        officers = {name: wrapper for name, wrapper in vault.officers.items() if name != login}
        if not officers:
            raise CodedError("KEY-006")
        self._write(msgspec.structs.replace(vault, officers=officers))

    def _wrap(self, key: bytes | bytearray, secret: bytes, login: str) -> Wrapper:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        derived = _derive(secret, salt, self._cost)
        return Wrapper(salt, nonce, AESGCM(derived).encrypt(nonce, bytes(key), login.encode()), self._cost)

    def _read(self) -> _Vault:
        """The vault, from the copy kept before the last change where the file itself is damaged."""
        for path in (self.path, _previous(self.path)):
            try:
                return msgspec.json.decode(path.read_bytes(), type=_Vault)
            except (OSError, msgspec.DecodeError):
                continue
        raise CodedError("KEY-002")

    def _write(self, vault: _Vault) -> None:
        new = self.path.with_suffix(".new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(vault)))
                file.flush()
                os.fsync(file.fileno())
            if self.path.exists():
                _previous(self.path).write_bytes(self.path.read_bytes())
                _previous(self.path).chmod(0o600)
            new.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError:
            raise CodedError("KEY-005") from None


def wipe(key: bytearray) -> None:
    """Overwrite a key; copies that libraries made are beyond reach."""
    key[:] = bytes(len(key))


def _derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def _unwrap(wrapper: Wrapper, secret: bytes, login: str, wrong: str) -> bytearray:
    derived = _derive(secret, wrapper.salt, wrapper.cost)
    try:
        return bytearray(AESGCM(derived).decrypt(wrapper.nonce, wrapper.wrapped, login.encode()))
    except InvalidTag:
        raise CodedError(wrong) from None


def _pin_bytes(pin: str) -> bytes:
    return pin.encode()


def _previous(path: Path) -> Path:
    return path.with_suffix(".previous")


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _recovery_text(recovery: bytes) -> str:
    """Base32 (RFC 4648) with a checksum, in groups of four letters; no 0, 1, 8 or 9 to be mistaken."""
    check = hashlib.sha256(recovery).digest()[:RECOVERY_CHECK_BYTES]
    letters = base64.b32encode(recovery + check).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _recovery_bytes(text: str) -> bytes:
    letters = "".join(letter for letter in text.upper() if letter.isalnum()).replace("0", "O").replace("1", "I")
    try:
        raw = base64.b32decode(letters)
    except ValueError:
        raise CodedError("KEY-003") from None
    recovery, check = raw[:RECOVERY_BYTES], raw[RECOVERY_BYTES:]
    if len(recovery) != RECOVERY_BYTES or hashlib.sha256(recovery).digest()[:RECOVERY_CHECK_BYTES] != check:
        raise CodedError("KEY-003")
    return recovery
