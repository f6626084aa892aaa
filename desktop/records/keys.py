"""The database key, wrapped once for each officer's PIN and once for the recovery key.

The key is random (256 bits) and does not change when a PIN does; how it is wrapped is in `key_wrappers`. The vault is
kept twice: both files are written whole beside the old ones, flushed, and only then take their places, so a crash
leaves a whole vault, and a damaged part of one is read from the other. While the database key is being changed the
vault holds both, and what opens the file tells which of them is in force.
"""

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.records.key_wrappers import (
    KEY_BYTES,
    Cost,
    Opened,
    settled,
    unwrap,
    whole,
    wipe,
    with_next_key,
    wrap,
)
from desktop.records.keystore import KeyStore, MachineSecret
from desktop.records.lasting import flush_folder
from desktop.records.private_file import write_flushed
from desktop.records.small_file import read_small
from devices.errors import CodedError

__all__ = ["Cost", "Vault", "wipe"]
RECOVERY_BYTES = 20
RECOVERY_CHECK_BYTES = 5  # 40 bits of SHA-256: a slip of the pen is found before the slow derivation
FORMAT = 2


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

    def __init__(self, path: Path, cost: Cost | None = None, keystore: KeyStore | None = None) -> None:
        """Begin with a file, which need not exist; `cost` is of new wrappers, None for the dearest in the vault."""
        self.path = path
        self._cost = cost
        self._machine = MachineSecret(path.parent, keystore)

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
        cost = self._cost or Cost()
        wrappers = {login: wrap(key, _pin_bytes(pin), login, cost, machine=self._machine.to_wrap())}
        self._write(_Vault(wrap(key, recovery, "", cost), wrappers))
        return key, _recovery_text(recovery)

    def logins(self) -> list[str]:
        """Who can unlock the desk."""
        return sorted(self._read().officers)

    def unlock(self, login: str, pin: str) -> bytearray:
        """The database key in force. The caller wipes it after opening the database.

        Raises:
            CodedError: KEY-001, wrong PIN or unknown officer; KEY-002, the vault is damaged.
        """
        return self.open(login, pin).key

    def open(self, login: str, pin: str) -> Opened:
        """Everything that an officer's PIN opens.

        Raises:
            CodedError: KEY-001, wrong PIN or unknown officer; KEY-002, the vault is damaged; KEY-009, the wrapper is
                bound to another PC.
        """
        raw = self._read().officers.get(login)
        if raw is None:
            raise CodedError("KEY-001")
        return unwrap(raw, _pin_bytes(pin), login, "KEY-001", self._machine.to_unwrap)

    def recover(self, recovery_key: str) -> bytearray:
        """The database key in force, by the printed recovery key.

        Raises:
            CodedError: KEY-003, the recovery key is mistyped or another desk's; KEY-002, the vault is damaged.
        """
        return self.open_by_recovery(recovery_key).key

    def open_by_recovery(self, recovery_key: str) -> Opened:
        """Everything that the printed recovery key opens.

        Raises:
            CodedError: KEY-003, the recovery key is mistyped or another desk's; KEY-002, the vault is damaged.
        """
        recovery = _recovery_bytes(recovery_key)
        return unwrap(self._read().recovery, recovery, "", "KEY-003")

    def renew_recovery_key(self, key: bytes | bytearray) -> str:
        """A new recovery key to print once; the one before opens nothing any more.

        Raises:
            CodedError: KEY-002, the vault is damaged; KEY-005, it cannot be written.
        """
        recovery = secrets.token_bytes(RECOVERY_BYTES)
        vault = self._read()
        self._write(msgspec.structs.replace(vault, recovery=wrap(key, recovery, "", self._new_cost(vault))))
        return _recovery_text(recovery)

    def set_pin(self, key: bytes | bytearray, login: str, pin: str, second: bytes = b"") -> None:
        """Give an officer a PIN, new or other, and a second factor's secret or none; the key stays the same.

        Raises:
            CodedError: KEY-002, the vault is damaged; KEY-005, it cannot be written.
        """
        vault = self._read()
        wrapper = wrap(
            key, _pin_bytes(pin), login, self._new_cost(vault), second=second, machine=self._machine.to_wrap()
        )
        self._write(msgspec.structs.replace(vault, officers={**vault.officers, login: wrapper}))

    def begin_rotation(self, key: bytes | bytearray) -> bytearray:
        """Make a new database key and put it beside the one in force, for everybody.

        Raises:
            CodedError: KEY-008, a wrapper is damaged or was tampered with; KEY-002, KEY-005.
        """
        following = bytearray(secrets.token_bytes(KEY_BYTES))
        self._change(lambda raw, login: with_next_key(raw, login, key, following))
        return following

    def settle_rotation(self, *, following: bool) -> None:
        """End a change of the key: everybody has the next one, or the one before again.

        Raises:
            CodedError: KEY-002, the vault is damaged; KEY-005, it cannot be written.
        """
        self._change(lambda raw, _login: settled(raw, following=following))

    def _change(self, change: Callable[[msgspec.Raw, str], msgspec.Raw]) -> None:
        vault = self._read()
        officers = {login: change(raw, login) for login, raw in vault.officers.items()}
        self._write(_Vault(change(vault.recovery, ""), officers))

    @property
    def cost(self) -> Cost:
        """What a new wrapper costs; other hashes of PINs cost the same.

        Raises:
            CodedError: KEY-002, the vault is damaged.
        """
        return self._new_cost(self._read())

    def _new_cost(self, vault: _Vault) -> Cost:
        """The cost of a new wrapper: as given, or that of the dearest one there is."""
        costs = [wrapper.cost for raw in (vault.recovery, *vault.officers.values()) if (wrapper := whole(raw))]
        return self._cost or max(costs, key=lambda cost: cost.passes * cost.memory_kib, default=Cost())

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
            login: raw if whole(raw) else second.officers.get(login, raw) for login, raw in first.officers.items()
        }
        return _Vault(first.recovery if whole(first.recovery) else second.recovery, officers)

    def _write(self, vault: _Vault) -> None:
        content = msgspec.json.format(msgspec.json.encode(vault))
        targets = (self.path, _second(self.path))
        try:
            for target in targets:  # both are on the disk before either takes its place: a full disk changes nothing
                write_flushed(target.with_suffix(f"{target.suffix}.new"), content)
            for target in targets:
                target.with_suffix(f"{target.suffix}.new").replace(target)
            flush_folder(self.path.parent)
        except OSError:
            raise CodedError("KEY-005") from None


def _decoded(path: Path) -> _Vault | None:
    try:
        vault = msgspec.json.decode(read_small(path), type=_Vault)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors, and so is text that is not UTF-8
        return None
    return vault if vault.format == FORMAT else None


def _pin_bytes(pin: str) -> bytes:
    return unicodedata.normalize("NFC", pin).encode()


def _second(path: Path) -> Path:
    return path.with_suffix(f".second{path.suffix}")


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
