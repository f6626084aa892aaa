"""What can be wrong with a message between a desk and its province."""


class ProtocolError(Exception):
    """A message that is refused.

    Attributes:
        code: An entry of ``resources/errors.toml``, ``SYNC-NNN``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
