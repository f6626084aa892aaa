"""The database key, wrapped once for each officer's PIN and once for the recovery key.

The key is random (256 bits) and never changes when a PIN does. A wrapper is Argon2id (RFC 9106) over the PIN, then
AES-256-GCM over the key; its cost is stored beside it, so that it can grow with the years. The vault is kept twice:
both files are written whole beside the old ones, flushed, and only then take their places, so a crash leaves a whole
vault, and a damaged part of one is read from the other.
"""

import base64
import hashlib
import os
import secrets
import unicodedata
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from devices.errors import CodedError

KEY_BYTES = 32
RECOVERY_BYTES = 20
RECOVERY_CHECK_BYTES = 5  # 40 bits of SHA-256: a slip of the pen is found before the slow derivation
CHECK_BYTES = 8
FORMAT = 1


class Cost(msgspec.Struct, frozen=True):
    """What a derivation costs: passes, memory in KiB, lanes (RFC 9106, section 4: the second recommended option)."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


class Wrapper(msgspec.Struct, frozen=True):
    """The key, wrapped for one secret.

    Attributes:
        check: Start of the SHA-256 of the rest: tells a damaged wrapper from a wrong secret.
    """

    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost
    check: bytes


class _Vault(msgspec.Struct, frozen=True):
    """A vault file; each wrapper is read on its own, so that a damaged one does not take the others with it."""

    recovery: msgspec.Raw
    officers: dict[str, msgspec.Raw]
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
        return self.path.exists() or _second(self.path).exists()

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
        raw = self._read().officers.get(login)
        if raw is None:
            raise CodedError("KEY-001")
        return _unwrap(raw, _pin_bytes(pin), login, "KEY-001")

    def recover(self, recovery_key: str) -> bytearray:
        """The database key by the printed recovery key.

        Raises:
            CodedError: KEY-003, the recovery key is mistyped or another desk's; KEY-002, the vault is damaged.
        """
        recovery = _recovery_bytes(recovery_key)
        return _unwrap(self._read().recovery, recovery, "", "KEY-003")

    def renew_recovery_key(self, key: bytes | bytearray) -> str:
        """A new recovery key to print once; the one before opens nothing any more.

        Raises:
            CodedError: KEY-002, the vault is damaged; KEY-005, it cannot be written.
        """
        recovery = secrets.token_bytes(RECOVERY_BYTES)
        self._write(msgspec.structs.replace(self._read(), recovery=self._wrap(key, recovery, "")))
        return _recovery_text(recovery)

    def set_pin(self, key: bytes | bytearray, login: str, pin: str) -> None:
        """Give an officer a PIN, new or other; the key stays the same.

        Raises:
            CodedError: KEY-002, the vault is damaged; KEY-005, it cannot be written.
        """
        vault = self._read()
        wrapper = self._wrap(key, _pin_bytes(pin), login)
        self._write(msgspec.structs.replace(vault, officers={**vault.officers, login: wrapper}))

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

    def _wrap(self, key: bytes | bytearray, secret: bytes, login: str) -> msgspec.Raw:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        derived = _derive(secret, salt, self._cost)
        wrapped = AESGCM(derived).encrypt(nonce, bytes(key), login.encode())
        check = _check(salt, nonce, wrapped, self._cost)
        return msgspec.Raw(msgspec.json.encode(Wrapper(salt, nonce, wrapped, self._cost, check)))

    def _read(self) -> _Vault:
        """The vault, with what is damaged in the first file taken from the second.

        Raises:
            CodedError: KEY-002, neither file can be read.
        """
        vaults = [vault for path in (self.path, _second(self.path)) if (vault := _decoded(path)) is not None]
        if not vaults:
            raise CodedError("KEY-002")
        first, second = vaults[0], vaults[-1]
        officers = {
            login: raw if _whole(raw) else second.officers.get(login, raw) for login, raw in first.officers.items()
        }
        return _Vault(first.recovery if _whole(first.recovery) else second.recovery, officers)

    def _write(self, vault: _Vault) -> None:
        content = msgspec.json.format(msgspec.json.encode(vault))
        targets = (self.path, _second(self.path))
        try:
            for target in targets:  # both are on the disk before either takes its place: a full disk changes nothing
                _write_flushed(target.with_suffix(f"{target.suffix}.new"), content)
            for target in targets:
                target.with_suffix(f"{target.suffix}.new").replace(target)
            _sync_folder(self.path.parent)
        except OSError:
            raise CodedError("KEY-005") from None


def wipe(key: bytearray) -> None:
    """Overwrite a key; copies that libraries made are beyond reach."""
    key[:] = bytes(len(key))


def _derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def _unwrap(raw: msgspec.Raw, secret: bytes, login: str, wrong: str) -> bytearray:
    wrapper = _whole(raw)
    if wrapper is None:
        raise CodedError("KEY-002")
    derived = _derive(secret, wrapper.salt, wrapper.cost)
    try:
        return bytearray(AESGCM(derived).decrypt(wrapper.nonce, wrapper.wrapped, login.encode()))
    except InvalidTag:
        raise CodedError(wrong) from None


def _decoded(path: Path) -> _Vault | None:
    try:
        vault = msgspec.json.decode(path.read_bytes(), type=_Vault)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors, and so is text that is not UTF-8
        return None
    return vault if vault.format == FORMAT else None


def _whole(raw: msgspec.Raw) -> Wrapper | None:
    """A wrapper as it was written, or None if it is damaged."""
    try:
        wrapper = msgspec.json.decode(raw, type=Wrapper)
    except ValueError:
        return None
    return wrapper if wrapper.check == _check(wrapper.salt, wrapper.nonce, wrapper.wrapped, wrapper.cost) else None


def _pin_bytes(pin: str) -> bytes:
    return unicodedata.normalize("NFC", pin).encode()


def _second(path: Path) -> Path:
    return path.with_suffix(f".second{path.suffix}")


def _check(salt: bytes, nonce: bytes, wrapped: bytes, cost: Cost) -> bytes:
    return hashlib.sha256(msgspec.json.encode((salt, nonce, wrapped, cost))).digest()[:CHECK_BYTES]


def _write_flushed(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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
    letters = (
        "".join(letter for letter in text.upper() if letter.isalnum())
        .replace("0", "O")
        .replace("1", "I")
        .replace("8", "B")
    )
    try:
        raw = base64.b32decode(letters)
    except ValueError:
        raise CodedError("KEY-003") from None
    recovery, check = raw[:RECOVERY_BYTES], raw[RECOVERY_BYTES:]
    if len(recovery) != RECOVERY_BYTES or hashlib.sha256(recovery).digest()[:RECOVERY_CHECK_BYTES] != check:
        raise CodedError("KEY-003")
    return recovery
