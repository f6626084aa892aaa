"""The province over HTTP. Every way to fail has a code; what is no answer of a province is never taken for one."""

import ssl
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import httpx
import msgspec

from sync.bundle import LARGEST_ENVELOPE
from sync.desk.connection import Connection
from sync.errors import ProtocolError, refusal
from sync.protocol import Answer, Envelope, unpack
from sync.release import LARGEST_ENVELOPE as LARGEST_RELEASE

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 40.0
LONGEST_ANSWER = 1800.0  # seconds for all of one: a slow line is served, one that only drips is not waited for
LARGEST_ANSWER = 8 * 1024 * 1024  # bytes
LARGEST_PART = 1024 * 1024  # bytes of a version's contents in one answer
LONGEST_PAUSE = 3600.0  # seconds that a server may ask for
_BUSY = {429, 503}


class BusyError(ProtocolError):
    """SYNC-064: the province asks to come back later.

    Attributes:
        pause: After so many seconds.
    """

    def __init__(self, pause: float) -> None:
        self.pause = pause
        super().__init__("SYNC-064")


class LostAnswerError(ProtocolError):
    """SYNC-066: it was sent, and the answer did not arrive: the province may hold it."""

    def __init__(self) -> None:
        super().__init__("SYNC-066")


class _Answers(msgspec.Struct, frozen=True):
    answers: list[Answer]


class _Refusal(msgspec.Struct, frozen=True):
    error: str


class ProvinceClient:
    """Talks to one province; to be used from one thread, as a context manager."""

    def __init__(self, connection: Connection, transport: httpx.BaseTransport | None = None) -> None:
        """Connect to nothing yet.

        Args:
            connection: Which province.
            transport: How requests travel; None for the network.

        Raises:
            ProtocolError: SYNC-060: there is no address, or the certificate or proxy cannot be used.
        """
        if not connection.url:
            raise ProtocolError("SYNC-060")
        try:
            self._client = httpx.Client(
                base_url=f"{connection.url.rstrip('/')}/v1/{connection.province}/",
                verify=_trusted(connection),
                proxy=connection.proxy or None if transport is None else None,
                transport=transport,
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
                follow_redirects=False,  # a captive portal redirects; a province does not
            )
        except (ssl.SSLError, ValueError, httpx.InvalidURL) as error:
            raise ProtocolError("SYNC-060") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def enrol(self, request: Envelope) -> Envelope:
        """Ask that a key be known; the province's signed standing.

        Raises:
            ProtocolError: SYNC-061 to SYNC-066, or the province's own code.
        """
        return self._envelope(self._post("enrolments", request), LARGEST_ANSWER)

    def send(self, records: Sequence[Envelope]) -> list[Answer]:
        """Send records; as many answers, in their order.

        Raises:
            ProtocolError: SYNC-061 to SYNC-066, or the province's own code.
        """
        data = self._post("records", {"records": records})
        try:
            answers = msgspec.json.decode(data, type=_Answers).answers
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise ProtocolError("SYNC-063") from error
        if len(answers) != len(records):
            raise ProtocolError("SYNC-063")
        return answers

    def bundle(self, after: int) -> Envelope | None:
        """The newest bundle, if it is newer than a version.

        Raises:
            ProtocolError: SYNC-061 to SYNC-066, or the province's own code.
        """
        data = self._exchange(self._client.build_request("GET", "bundle", params={"after": after}), LARGEST_ENVELOPE)
        return self._envelope(data, LARGEST_ENVELOPE) if data else None

    def release(self, platform: str) -> Envelope | None:
        """The signed manifest of the newest version of the program that the province has.

        Raises:
            ProtocolError: SYNC-061 to SYNC-066, or the province's own code.
        """
        request = self._client.build_request("GET", "release", params={"platform": platform})
        data = self._exchange(request, LARGEST_RELEASE)
        return self._envelope(data, LARGEST_RELEASE) if data else None

    def release_part(self, platform: str, sequence: int, offset: int, length: int) -> bytes:
        """Bytes of a version's contents; fewer than were asked for where the province gives no more at once.

        Raises:
            ProtocolError: SYNC-061 to SYNC-066, or the province's own code.
        """
        length = min(length, LARGEST_PART)
        asked: dict[str, str | int] = {"platform": platform, "sequence": sequence, "offset": offset, "length": length}
        return self._exchange(self._client.build_request("GET", "release/part", params=asked), LARGEST_PART)

    def _post(self, path: str, content: object) -> bytes:
        headers = {"content-type": "application/json"}
        request = self._client.build_request("POST", path, content=msgspec.json.encode(content), headers=headers)
        return self._exchange(request, LARGEST_ANSWER)

    def _exchange(self, request: httpx.Request, largest: int) -> bytes:
        """One request; the body of its answer, empty where there is none."""
        try:
            response = self._client.send(request, stream=True)
            try:
                data = _read(response, largest)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout) as error:
            untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error) or isinstance(error.__cause__, ssl.SSLError)
            raise ProtocolError("SYNC-062" if untrusted else "SYNC-061") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise ProtocolError("SYNC-060") from error
        except httpx.HTTPError as error:
            raise LostAnswerError from error
        _check(response, data)
        return data

    @staticmethod
    def _envelope(data: bytes, largest: int) -> Envelope:
        try:
            return unpack(data, largest=largest)
        except ProtocolError as error:
            raise ProtocolError("SYNC-063") from error


def _trusted(connection: Connection) -> ssl.SSLContext:
    """Whom a TLS connection trusts: the certificate that is named, else whom the PC trusts.

    Nobody at a plain address: there is no TLS then, and to read what the PC trusts takes 25 ms.

    Raises:
        SSLError: The certificate that is named is none.
    """
    if connection.certificate or connection.url.lower().startswith("https:"):
        return ssl.create_default_context(cadata=connection.certificate or None)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _read(response: httpx.Response, largest: int) -> bytes:
    """The body, up to a size and a time.

    Raises:
        ProtocolError: SYNC-063: it goes on after that.
    """
    data, begun = bytearray(), time.monotonic()
    for part in response.iter_bytes():
        data += part
        if len(data) > largest or time.monotonic() - begun > LONGEST_ANSWER:
            raise ProtocolError("SYNC-063")
    return bytes(data)


def _check(response: httpx.Response, data: bytes) -> None:
    """Let nothing through but a success.

    Raises:
        BusyError: The province asks to wait.
        ProtocolError: SYNC-065: the server failed; SYNC-063: whatever answered is no province; or its own code.
    """
    if response.status_code in {200, 204}:
        return
    if response.status_code in _BUSY:
        raise BusyError(_pause(response.headers.get("retry-after", "")))
    if response.status_code >= 500:
        raise ProtocolError("SYNC-065")
    try:
        refused = msgspec.json.decode(data, type=_Refusal)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("SYNC-063") from error
    raise refusal(refused.error, "SYNC-063")


def _pause(text: str) -> float:
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdigit() else 0.0
