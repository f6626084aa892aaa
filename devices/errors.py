"""The root of every error that an officer may see.

An error carries a stable code and the details that its texts need. The texts (title, cause, cure, who must act)
live in one data file, ``resources/errors.toml``, so that a support person, the program and the documentation read
the same words. Details never hold personal data: they end up in logs.
"""


class CodedError(Exception):
    """An error with an entry in ``resources/errors.toml``.

    Attributes:
        code: The entry's key, ``AREA-NNN`` (``QR-002``, ``CAM-001``, ``DB-003``).
        details: Values for the placeholders of the entry's texts; never personal data.
    """

    def __init__(self, code: str, /, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(code, *(f"{name}={value}" for name, value in details.items()))
