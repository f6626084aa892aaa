"""Who this desk is to its province, kept in its encrypted database, and how that goes to another PC."""

import base64

from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from sync.desk.identity import DeskIdentity, identity_of, new_key

KEY, CODE = "province.key", "province.desk_code"
FORMER, MOVED, INSTALLATION = "province.former_key", "province.moved", "province.installation"


def desk_identity(uow: UnitOfWork) -> DeskIdentity:
    """Code and key of this desk, made and kept where there is none yet."""
    code, key = uow.settings.get(CODE), uow.settings.get(KEY)
    if not isinstance(code, str) or not isinstance(key, str):
        code = code_of(uow.blocks.all())
        key = base64.b64encode(new_key()).decode()
        uow.settings.set(CODE, code)
        uow.settings.set(KEY, key)
        uow.commit()
    former, moved = str(uow.settings.get(FORMER, "")), str(uow.settings.get(MOVED, ""))
    return identity_of(code, base64.b64decode(key), former, moved)


def move_identity(uow: UnitOfWork) -> int:
    """Give the desk a new key that the one of the former PC vouches for; which installation this is, from 2.

    The former key is forgotten here: this PC cannot sign for that one. The caller commits.
    """
    key = new_key()
    moved = desk_identity(uow).on_another_pc(key)
    number = uow.settings.get(INSTALLATION, 1)
    installation = (number if isinstance(number, int) else 1) + 1
    for name, value in ((FORMER, moved.former), (MOVED, moved.moved), (INSTALLATION, installation)):
        uow.settings.set(name, value)
    uow.settings.set(KEY, base64.b64encode(key).decode())
    return installation


def code_of(blocks: list[NumberBlock]) -> str:
    """A code that no other desk has: the unit's prefix and the first number of the block that only this desk uses."""
    return f"{blocks[0].prefix}-{blocks[0].first}" if blocks else "desk-0"
