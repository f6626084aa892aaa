"""A network scanner with a feeder, as SANE's escl driver speaks to it: a pile of given pages over real HTTP.

eSCL (AirScan) is what most office scanners of today speak. The driver is Debian's own; only the machine is played.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
A4 = (2480, 3508)  # three-hundredths of an inch
DPI = 200

_SETTINGS = f"""<scan:MinWidth>300</scan:MinWidth><scan:MaxWidth>{A4[0]}</scan:MaxWidth>
<scan:MinHeight>300</scan:MinHeight><scan:MaxHeight>{A4[1]}</scan:MaxHeight>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution>
<scan:XResolution>{DPI}</scan:XResolution><scan:YResolution>{DPI}</scan:YResolution>
</scan:DiscreteResolution></scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>"""
_CAPABILITIES = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:scan="{SCAN}" xmlns:pwg="{PWG}">
<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Pile of pages</pwg:MakeAndModel>
<scan:Platen><scan:PlatenInputCaps>{_SETTINGS}</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>{_SETTINGS}</scan:AdfSimplexInputCaps>
<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>
</scan:ScannerCapabilities>"""
_STATUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"><pwg:Version>2.63</pwg:Version>
<pwg:State>Idle</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>"""


@dataclass
class NetworkScanner:
    """The machine.

    Attributes:
        pile: JPEG files, as they lie in its feeder.
        device: The name by which SANE opens it.
        orders: What the driver asked for, XML.
    """

    pile: list[bytes]
    device: str = ""
    orders: list[str] = field(default_factory=list[str])


@contextmanager
def network_scanner(sheets: Sequence[bytes], configuration: Path) -> Iterator[NetworkScanner]:
    """A scanner with these JPEG files in its feeder; `configuration` becomes a folder for SANE_CONFIG_DIR."""
    machine = NetworkScanner(list(sheets))

    class Conversation(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.endswith("/ScannerCapabilities"):
                self._answer(200, _CAPABILITIES.encode())
            elif self.path.endswith("/ScannerStatus"):
                state = "ScannerAdfLoaded" if machine.pile else "ScannerAdfEmpty"
                self._answer(200, (_STATUS % state).encode())
            elif self.path.endswith("/NextDocument") and machine.pile:
                self._answer(200, machine.pile.pop(0), "image/jpeg")
            else:
                self._answer(404)

        def do_POST(self) -> None:
            machine.orders.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(201, location=f"{machine.device.removeprefix('escl:')}/eSCL/ScanJobs/1")

        def do_DELETE(self) -> None:
            self._answer(200)

        def _answer(self, status: int, body: bytes = b"", kind: str = "text/xml", location: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
    address = f"http://127.0.0.1:{server.server_port}"
    machine.device = f"escl:{address}"
    configuration.mkdir(exist_ok=True)
    (configuration / "dll.conf").write_text("escl\n", encoding="utf-8")
    (configuration / "escl.conf").write_text(f"device {address}\n", encoding="utf-8")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield machine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
