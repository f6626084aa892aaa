"""The case code (mã số hồ sơ): ``V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`` (TT 01/2018/TT-VPCP, Đ19).

The first part is the unit's, YYMMDD the day of receipt, XXXX the running number of the day, four digits.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from devices.errors import CodedError

PREFIX = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}", re.ASCII)
CODE = re.compile(rf"({PREFIX.pattern})-(\d{{2}})(\d{{2}})(\d{{2}})-(\d{{4}})", re.ASCII)
DIGITS = 4
LARGEST = 9999


@dataclass(frozen=True, slots=True)
class CaseCode:
    """A case code in its parts.

    Attributes:
        prefix: The unit's part.
        day: The day of receipt; the two digits of the year are of 2000 to 2099.
        number: The running number, 1 to 9999.
    """

    prefix: str
    day: date
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code.

        Raises:
            CodedError: CASE-001, the text has another form or an impossible day.
        """
        match = CODE.fullmatch(text.strip())
        if match is None:
            raise CodedError("CASE-001")
        prefix, year, month, day, number = match.groups()
        try:
            return cls(prefix, date(2000 + int(year), int(month), int(day)), int(number))
        except ValueError:
            raise CodedError("CASE-001") from None

    @property
    def tail(self) -> str:
        """``YYMMDD-XXXX``: what officers say aloud."""
        return f"{self.day:%y%m%d}-{self.number:04d}"

    def __str__(self) -> str:
        """The code as printed."""
        return f"{self.prefix}-{self.tail}"
