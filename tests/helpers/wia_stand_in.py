"""A stand-in for Windows' WIA Automation objects, as their published interface has them; run as the scanning process.

    python wia_stand_in.py SCRIPT

SCRIPT is a JSON object: ``devices`` (what the device manager lists), ``sheets`` (how many lie in the feeder), ``fail``
(the HRESULT of the transfer after them), ``warming`` (so many transfers say first that the lamp warms up), ``hang`` and
``die``, ``log`` (a file that every property set is noted in). Collections count from 1, properties are objects with a
number, a value and what may be put there, failures are exceptions with pywin32's fields.
"""

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image

from devices.documents.sources.wia_process import Worker
from devices.documents.sources.windows import NoWiaError

EMPTY, WARMING = 0x80210003, 0x80210007
DISPATCH_FAILED = -2147352567  # DISP_E_EXCEPTION: the reason is in excepinfo


class ComError(Exception):
    """pythoncom.com_error."""

    def __init__(self, status: int) -> None:
        super().__init__(DISPATCH_FAILED, "Exception occurred.", None, None)
        signed = status - (1 << 32) if status & 0x80000000 else status
        self.hresult = DISPATCH_FAILED
        self.excepinfo = (0, "WIA", "", None, 0, signed)


class Collection:
    """Counts from 1."""

    def __init__(self, *held: Any) -> None:
        self._held = held
        self.Count = len(held)

    def Item(self, place: object) -> Any:
        if not isinstance(place, int) or not 1 <= place <= self.Count:
            raise ComError(0x80070057)
        return self._held[place - 1]


class Property:
    """One property; a value that it does not take is refused, as drivers do."""

    def __init__(
        self,
        number: int,
        value: Any,
        *,
        log: list[str] | None = None,
        kind: int = 0,
        range_: tuple[int, int, int] = (0, 0, 0),
        values: tuple[int, ...] = (),
    ) -> None:
        self.PropertyID = number
        self.IsReadOnly = log is None
        self.SubType = kind
        self.SubTypeMin, self.SubTypeMax, self.SubTypeStep = range_
        self.SubTypeValues = Collection(*values)
        self._log = log
        self._value = value

    @property
    def Value(self) -> Any:
        return self._value

    @Value.setter
    def Value(self, value: int) -> None:
        allowed = (
            self.SubTypeMin <= value <= self.SubTypeMax
            if self.SubType == 1
            else value in [self.SubTypeValues.Item(n + 1) for n in range(self.SubTypeValues.Count)]
            if self.SubType == 2
            else True
        )
        if self._log is None or not allowed:
            raise ComError(0x80070057)
        self._value = value
        with Path(self._log[0]).open("a", encoding="utf-8") as log:
            log.write(f"{self.PropertyID}={value}\n")


class ImageFile:
    """What a transfer gives."""

    def __init__(self, size: tuple[int, int]) -> None:
        file = io.BytesIO()
        Image.new("RGB", size, "white").save(file, "BMP")
        self.FileData = type("Vector", (), {"BinaryData": memoryview(file.getvalue())})()


class ScanItem:
    """The one item of a device."""

    def __init__(self, script: dict[str, Any], log: list[str]) -> None:
        self._script = script
        self._given = 0
        self._warming = int(script.get("warming", 0))
        self.Properties = Collection(
            Property(6146, 1, log=log, kind=0),
            Property(6147, 100, log=log, kind=2, values=(100, 200, 300, 600)),
            Property(6148, 100, log=log, kind=1, range_=(50, 600, 50)),
            Property(6149, 0, log=log, kind=1, range_=(0, 10_000, 1)),
            Property(6150, 0, log=log, kind=1, range_=(0, 10_000, 1)),
            Property(6151, 10, log=log, kind=1, range_=(1, 2000, 1)),
            Property(6152, 10, log=log, kind=1, range_=(1, 9000, 1)),
            Property(4106, "{…}"),
        )

    def Transfer(self, format_id: str) -> ImageFile:
        assert format_id == "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"
        if self._warming:
            self._warming -= 1
            raise ComError(WARMING)
        if self._given >= self._script["sheets"]:
            if self._script.get("die"):
                os._exit(3)
            if self._script.get("hang"):
                time.sleep(600)
            raise ComError(int(self._script.get("fail", EMPTY)))
        self._given += 1
        wide, high = (next(p.Value for p in self._all() if p.PropertyID == n) for n in (6151, 6152))
        return ImageFile((int(wide) // 10, int(high) // 10))

    def _all(self) -> list[Property]:
        return [self.Properties.Item(n + 1) for n in range(self.Properties.Count)]


class Info:
    """A DeviceInfo and the Device that connecting to it gives."""

    def __init__(self, device: dict[str, Any], script: dict[str, Any]) -> None:
        log = [script["log"]]
        self._script = script
        self.DeviceID, self.Type = device["id"], device.get("type", 1)
        self.Properties = Collection(Property(3, device["maker"]), Property(7, device["name"]))
        self._device = type("Device", (), {})()
        self._device.Properties = Collection(
            Property(3086, device.get("able", 0x3)),
            Property(3088, 0, log=log),
            Property(3096, 0, log=log, kind=1, range_=(0, 100, device.get("count_by", 1))),
        )
        self._device.Items = Collection(ScanItem(script, log))

    def Connect(self) -> Any:
        if "connect" in self._script:
            raise ComError(int(self._script["connect"]))
        return self._device


def manager(script: dict[str, Any]) -> Any:
    """The DeviceManager."""
    if "devices" not in script:
        raise NoWiaError
    if script.get("slow"):
        time.sleep(600)
    found = type("DeviceManager", (), {})()
    found.DeviceInfos = Collection(*(Info(each, script) for each in script["devices"]))
    return found


if __name__ == "__main__":
    said = json.loads(sys.argv[1])
    Worker(sys.stdin.buffer, sys.stdout.buffer, lambda: manager(said)).run()
