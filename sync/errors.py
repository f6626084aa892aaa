"""What can be wrong with a message between a desk and its province."""

import re

_CODE = re.compile(r"SYNC-[0-9]{3}")


class ProtocolError(Exception):
    """A message that is refused.

    Attributes:
        code: An entry of ``resources/errors.toml``, ``SYNC-NNN``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def refusal(told: str, otherwise: str) -> ProtocolError:
    """The error that the other end names; `otherwise` where that is no code, for it is shown and kept."""
    return ProtocolError(told if _CODE.fullmatch(told) else otherwise)
