"""A vault bound to this PC: closed to PINs elsewhere, open to the recovery key everywhere."""

from pathlib import Path

import pytest

from desktop.records.keys import Cost, Vault
from desktop.records.keystore import FILE
from devices.errors import CodedError

PIN = "mot-hai-ba-bon"
CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


class Pc:
    """A stand-in for a PC's keystore: reveals what it protected itself."""

    def __init__(self, mask: int, *, broken: bool = False) -> None:
        self._mask, self._broken = mask, broken

    def protect(self, secret: bytes) -> bytes:
        if self._broken:
            raise OSError("protect")
        return bytes([self._mask]) + bytes(byte ^ self._mask for byte in secret)

    def reveal(self, protected: bytes) -> bytes:
        if self._broken or protected[0] != self._mask:
            raise OSError("reveal")
        return bytes(byte ^ self._mask for byte in protected[1:])


def test_the_same_pc_opens_it_and_no_other_does(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, recovery = Vault(path, CHEAP, Pc(7)).create("lan", PIN)
    assert Vault(path, CHEAP, Pc(7)).unlock("lan", PIN) == key
    for elsewhere in (Pc(9), Pc(7, broken=True), None):
        with pytest.raises(CodedError, match="KEY-009"):
            Vault(path, CHEAP, elsewhere).unlock("lan", PIN)
        assert Vault(path, CHEAP, elsewhere).recover(recovery) == key
    (tmp_path / FILE).unlink()
    with pytest.raises(CodedError, match="KEY-009"):
        Vault(path, CHEAP, Pc(7)).unlock("lan", PIN)


def test_a_new_pin_on_another_pc_opens_it_there(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    _, recovery = Vault(path, CHEAP, Pc(7)).create("lan", PIN)
    elsewhere = Vault(path, CHEAP, Pc(9))
    elsewhere.set_pin(elsewhere.recover(recovery), "lan", PIN)
    assert elsewhere.unlock("lan", PIN) == elsewhere.recover(recovery)


def test_a_keystore_that_does_not_work_binds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, _ = Vault(path, CHEAP, Pc(7, broken=True)).create("lan", PIN)
    assert Vault(path, CHEAP).unlock("lan", PIN) == key
