"""What the service lets in: bodies of a bounded size, so many requests at once, and a measure of each."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect

from sync.province.metrics import Metrics

LARGEST_REQUEST = 4 * 1024 * 1024  # bytes
LARGEST_UPLOAD = 65 * 1024 * 1024  # bytes: a carry file, from an account that is signed in
MOST_AT_ONCE = 64  # requests; the others are told to come back
COME_BACK = 5  # seconds
LINGER_BYTES = 32 * 1024 * 1024  # of a refused body that are still taken, and thrown away
LINGER_SECONDS = 5.0
UPLOADS = "/carry"

# For whatever a browser may open. Charts bring a policy of their own.
SECURITY = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
            b"frame-ancestors 'none'; base-uri 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gate:
    """Stands before the application (ASGI)."""

    def __init__(self, app: App, metrics: Metrics, most: int = MOST_AT_ONCE) -> None:
        self._app = app
        self._metrics = metrics
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        machine = scope["path"].startswith("/v1/")
        face = "desk" if machine else "page"
        if machine and self._inside >= self._most:
            await self._refuse(receive, send, face, 503, "SYNC-021", come_back=COME_BACK)
            return
        largest = LARGEST_UPLOAD if scope["path"].endswith(UPLOADS) else LARGEST_REQUEST
        if _declared(scope) > largest:
            await self._refuse(receive, send, face, 413, "SYNC-016")
            return
        await self._serve(scope, receive, send, face, largest)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, face: str, largest: int) -> None:
        began = time.perf_counter()
        read, more = 0, True

        async def counted() -> Message:
            nonlocal read, more
            message = await receive()
            read += len(message.get("body", b""))
            more = message.get("more_body", False)
            return message if read <= largest else {"type": "http.disconnect"}

        async def noted(message: Message) -> None:
            if read > largest:
                return  # whatever the application makes of a body that ends in the middle
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(face, str(message["status"])).inc()
                message = {**message, "headers": [*_plain(message, SECURITY), *message["headers"]]}
            await send(message)

        self._inside += 1
        self._metrics.at_work.inc()
        try:
            await self._app(scope, counted, noted)
        except ClientDisconnect:
            if read <= largest:
                raise
        finally:
            self._inside -= 1
            self._metrics.at_work.dec()
            self._metrics.seconds.labels(face).observe(time.perf_counter() - began)
        if read > largest:
            if more:
                await _throw_away(receive)
            await self._answer(send, face, 413, "SYNC-016")

    async def _refuse(
        self, receive: Receive, send: Send, face: str, status: int, code: str, *, come_back: int = 0
    ) -> None:
        await _throw_away(receive)
        await self._answer(send, face, status, code, come_back)

    async def _answer(self, send: Send, face: str, status: int, code: str, come_back: int = 0) -> None:
        self._metrics.requests.labels(face, str(status)).inc()
        body = b'{"error":"' + code.encode() + b'"}'
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        if come_back:
            headers.append((b"retry-after", str(come_back).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _throw_away(receive: Receive) -> None:
    """Take what still comes of a refused body, within bounds.

    To close a connection whose bytes were not read is to reset it (RFC 9112, 9.6), and a reset may overtake the answer:
    the sender would see a broken line where it should see why.
    """
    read, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while more and read <= LINGER_BYTES:
                message = await receive()
                read += len(message.get("body", b""))
                more = message["type"] == "http.request" and message.get("more_body", False)


def _plain(message: Message, wanted: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The wanted headers that a response does not bring itself."""
    there = {name.lower() for name, _ in message["headers"]}
    return [(name, value) for name, value in wanted if name not in there]


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
