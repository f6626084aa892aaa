"""The vault of the database key: PINs, the recovery key, and a file that is damaged anywhere."""

import json
import os
import stat
from pathlib import Path

import msgspec
import pytest
from argon2.exceptions import HashingError
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records import key_wrappers
from desktop.records.key_wrappers import encoded, whole
from desktop.records.keys import Cost, Vault, wipe
from devices.errors import CodedError

PIN, OTHER_PIN = "một hai ba 4", "bốn năm sáu 7"
CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys.json", CHEAP)


def test_pin_and_recovery_key_open_the_same_key(vault: Vault) -> None:
    key, recovery = vault.create("lan", PIN)
    assert len(key) == 32
    assert vault.unlock("lan", PIN) == key
    assert vault.recover(recovery) == key
    assert Vault(vault.path).logins() == ["lan"]


def test_the_usual_cost_is_kept_beside_the_wrapper(tmp_path: Path) -> None:
    key, _ = Vault(tmp_path / "keys.json").create("lan", PIN)
    cost = json.loads((tmp_path / "keys.json").read_text())["officers"]["lan"]["cost"]
    assert cost["memory_kib"] >= 64 * 1024
    assert cost["passes"] >= 3
    assert Vault(tmp_path / "keys.json", CHEAP).unlock("lan", PIN) == key


@pytest.mark.parametrize(("login", "pin"), [("lan", OTHER_PIN), ("lan", ""), ("binh", PIN)])
def test_a_wrong_pin_and_an_unknown_officer_are_told_alike(vault: Vault, login: str, pin: str) -> None:
    vault.create("lan", PIN)
    with pytest.raises(CodedError, match="KEY-001"):
        vault.unlock(login, pin)


def test_a_pin_typed_with_marks_that_come_apart_is_the_same_pin(vault: Vault) -> None:
    key, _ = vault.create("lan", "m\u1ed9t hai")
    assert vault.unlock("lan", "mo\u0323\u0302t hai") == key


def test_officers_come_change_their_pin_and_go(vault: Vault) -> None:
    key, recovery = vault.create("lan", PIN)
    vault.set_pin(key, "binh", PIN)
    vault.set_pin(key, "lan", OTHER_PIN)
    assert vault.logins() == ["binh", "lan"]
    assert vault.unlock("lan", OTHER_PIN) == vault.unlock("binh", PIN) == key
    with pytest.raises(CodedError, match="KEY-001"):
        vault.unlock("lan", PIN)
    vault.remove("binh")
    for path in vault.path.parent.iterdir():
        assert "binh" not in path.read_text()
    with pytest.raises(CodedError, match="KEY-006"):
        vault.remove("lan")
    assert vault.recover(recovery) == key


def test_a_wrapper_cannot_be_handed_to_another_officer(vault: Vault) -> None:
    key, _ = vault.create("lan", PIN)
    vault.set_pin(key, "binh", OTHER_PIN)
    for path in vault.path.parent.iterdir():
        content = json.loads(path.read_text())
        content["officers"]["lan"] = content["officers"]["binh"]
        path.write_text(json.dumps(content))
    with pytest.raises(CodedError, match="KEY-001"):
        vault.unlock("lan", OTHER_PIN)


def test_a_recovery_key_as_it_is_copied_from_paper(vault: Vault) -> None:
    key, recovery = vault.create("lan", PIN)
    assert [len(group) for group in recovery.split("-")] == [4] * 10
    sloppy = recovery.lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert vault.recover(f" {sloppy} ") == key


@given(st.integers(0, 48), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
@settings(max_examples=30, deadline=None)
def test_a_slip_in_the_recovery_key_is_found(tmp_path_factory: pytest.TempPathFactory, place: int, letter: str) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault") / "keys.json", CHEAP)
    _, recovery = vault.create("lan", PIN)
    slipped = f"{recovery[:place]}{letter}{recovery[place + 1 :]}"
    if slipped != recovery:
        with pytest.raises(CodedError, match="KEY-003"):
            vault.recover(slipped)


@pytest.mark.parametrize("text", ["", "ABCD", "!" * 40, "ĐĐĐĐ-" * 10, "A" * 10_000])
def test_a_text_that_is_no_recovery_key(vault: Vault, text: str) -> None:
    vault.create("lan", PIN)
    with pytest.raises(CodedError, match="KEY-003"):
        vault.recover(text)


def test_another_desks_recovery_key(vault: Vault, tmp_path: Path) -> None:
    vault.create("lan", PIN)
    _, foreign = Vault(tmp_path / "other.json", CHEAP).create("lan", PIN)
    with pytest.raises(CodedError, match="KEY-003"):
        vault.recover(foreign)


def test_a_desk_without_a_vault_is_not_set_up(vault: Vault) -> None:
    assert not vault.exists
    with pytest.raises(CodedError, match="KEY-002"):
        vault.logins()


def test_a_new_recovery_key_ends_the_one_before(vault: Vault) -> None:
    key, old = vault.create("lan", PIN)
    new = vault.renew_recovery_key(key)
    assert vault.recover(new) == vault.unlock("lan", PIN) == key
    with pytest.raises(CodedError, match="KEY-003"):
        vault.recover(old)


def test_a_desk_is_not_set_up_twice(vault: Vault) -> None:
    key, _ = vault.create("lan", PIN)
    vault.path.unlink()
    assert vault.exists
    with pytest.raises(CodedError, match="KEY-004"):
        vault.create("lan", OTHER_PIN)
    assert vault.unlock("lan", PIN) == key


def test_any_damage_to_one_file_is_made_good_from_the_other(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "keys.json", CHEAP)
    key, recovery = vault.create("lan", PIN)
    vault.set_pin(key, "binh", OTHER_PIN)
    whole = vault.path.read_bytes()

    @given(st.integers(0, len(whole) - 1), st.integers(0, 7))
    @settings(max_examples=150, deadline=None)
    def damage(place: int, bit: int) -> None:
        content = bytearray(whole)
        content[place] ^= 1 << bit
        vault.path.write_bytes(content)
        if set(vault.logins()) == {"binh", "lan"}:  # else the damage made another name of one
            assert vault.unlock("lan", PIN) == vault.unlock("binh", OTHER_PIN) == vault.recover(recovery) == key

    damage()


def test_one_damaged_wrapper_leaves_the_others_usable(vault: Vault) -> None:
    key, recovery = vault.create("lan", PIN)
    vault.set_pin(key, "binh", OTHER_PIN)
    for path in vault.path.parent.iterdir():
        content = json.loads(path.read_text())
        content["officers"]["lan"]["wrapped"] = content["officers"]["binh"]["wrapped"]
        path.write_text(json.dumps(content))
    with pytest.raises(CodedError, match="KEY-002"):
        vault.unlock("lan", PIN)
    assert vault.unlock("binh", OTHER_PIN) == vault.recover(recovery) == key
    vault.set_pin(key, "lan", PIN)
    assert vault.unlock("lan", PIN) == vault.unlock("binh", OTHER_PIN) == key


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"recovery": 1, "officers": {}, "format": 99}'])
def test_both_files_damaged(vault: Vault, content: bytes) -> None:
    vault.create("lan", PIN)
    for path in vault.path.parent.iterdir():
        path.write_bytes(content)
    with pytest.raises(CodedError, match="KEY-002"):
        vault.unlock("lan", PIN)


NEVER_WRITTEN: dict[str, dict[str, object]] = {
    "no salt": {"salt": b""},
    "short nonce": {"nonce": b"1"},
    "odd public half": {"public": b"abc"},
    "no cost": {"cost": Cost(0, 0, 0)},
    "negative": {"cost": Cost(-1, 8, 1)},
    "all memory of any PC": {"cost": Cost(1, 2**31, 1)},
    "longer than a number": {"cost": Cost(2**40, 2**40, 2**40)},
    "for ever": {"cost": Cost(2**31, 8, 1)},
}


@pytest.mark.parametrize("change", NEVER_WRITTEN.values(), ids=NEVER_WRITTEN)
def test_a_wrapper_that_was_made_up_with_a_right_check_is_a_damaged_one(
    vault: Vault, change: dict[str, object]
) -> None:
    """Whoever can write the file can write its check: nothing may be derived at a cost that stops the PC."""
    key, recovery = vault.create("lan", PIN)
    vault.set_pin(key, "binh", OTHER_PIN)
    plain = json.loads(vault.path.read_text())
    made = whole(msgspec.Raw(json.dumps(plain["officers"]["lan"]).encode()))
    assert made is not None
    plain["officers"]["lan"] = json.loads(bytes(encoded(msgspec.structs.replace(made, **change))))
    for path in vault.path.parent.iterdir():
        path.write_text(json.dumps(plain))
    with pytest.raises(CodedError, match="KEY-002"):
        vault.open("lan", PIN)
    assert vault.unlock("binh", OTHER_PIN) == vault.recover(recovery) == key
    vault.set_pin(key, "lan", PIN)
    assert vault.unlock("lan", PIN) == key


def test_a_pc_without_memory_for_a_pin_is_told_as_such(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> bytes:
        raise HashingError("Memory allocation error")

    vault.create("lan", PIN)
    monkeypatch.setattr(key_wrappers, "hash_secret_raw", refuse)
    with pytest.raises(CodedError, match="KEY-010"):
        vault.open("lan", PIN)


def test_what_is_no_vault_is_not_read_whole(vault: Vault) -> None:
    vault.create("lan", PIN)
    for path in list(vault.path.parent.iterdir()):
        with path.open("ab") as file:
            file.truncate(2**40)  # a file with a hole of a terabyte
    with pytest.raises(CodedError, match="KEY-002"):
        vault.open("lan", PIN)


def test_a_vault_that_cannot_be_written_is_not_changed(vault: Vault) -> None:
    key, _ = vault.create("lan", PIN)
    before = vault.path.read_bytes()
    for path in list(vault.path.parent.iterdir()):
        path.with_name(f"{path.name}.new").mkdir()  # stands in the way, for an administrator as well
    with pytest.raises(CodedError, match="KEY-005"):
        vault.set_pin(key, "lan", OTHER_PIN)
    assert vault.path.read_bytes() == before
    assert vault.unlock("lan", PIN) == key


@pytest.mark.skipif(os.name != "posix", reason="other systems keep rights in another way")
def test_only_this_user_may_read_the_vault(vault: Vault) -> None:
    vault.create("lan", PIN)
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.path.parent.iterdir()} == {0o600}


def test_no_secret_in_the_files(vault: Vault) -> None:
    key, recovery = vault.create("lan", PIN)
    content = vault.path.read_bytes()
    for secret in (bytes(key), key.hex().encode(), PIN.encode(), recovery.encode()):
        assert secret not in content


def test_a_wiped_key_is_gone(vault: Vault) -> None:
    key, _ = vault.create("lan", PIN)
    wipe(key)
    assert key == bytes(32)
