"""Servers that are none: every way to answer wrongly has its code, and none of them is taken for a receipt."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync.desk import client
from sync.desk.client import BusyError, LostAnswerError, ProvinceClient
from sync.desk.connection import Connection
from sync.errors import ProtocolError
from tests.helpers.province import TODAY, TestDesk

HTML = b"<html>Sign in to this network</html>"


@contextmanager
def answering(reply: bytes, *, read: bool = True) -> Iterator[Connection]:
    """A server that sends the same bytes to everybody, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    if read:
                        connection.settimeout(5)
                        received = b""
                        while b"\r\n\r\n" not in received:
                            received += connection.recv(65_536)
                        head, _, body = received.partition(b"\r\n\r\n")
                        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
                        while len(body) < length:
                            body += connection.recv(65_536)
                    connection.sendall(reply)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Connection("82", "tỉnh Mẫu", "ab" * 32, f"http://127.0.0.1:{listening.getsockname()[1]}")
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def send(connection: Connection) -> object:
    desk = TestDesk()
    with ProvinceClient(connection) as province:
        return province.send([desk.sealed(desk.close(TODAY, {"a": 1}))])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (http("200 OK", HTML, "Content-Type: text/html"), "SYNC-063"),
        (http("302 Found", b"", "Location: http://127.0.0.1/login"), "SYNC-063"),
        (http("511 Network Authentication Required", HTML), "SYNC-065"),
        (http("500 Internal Server Error", b"oops"), "SYNC-065"),
        (http("404 Not Found", b'{"error":"SYNC-010"}'), "SYNC-010"),
        (http("400 Bad Request", b'{"error":"<script>"}'), "SYNC-063"),
        (http("400 Bad Request", b'{"error":"SYNC-' + b"1" * 100_000 + b'"}'), "SYNC-063"),
        (http("200 OK", b'{"answers":[]}'), "SYNC-063"),
        (http("200 OK", b"[" * 50_000), "SYNC-063"),
        (http("200 OK", b'{"answers":[{"receipt":5}]}'), "SYNC-063"),
        (http("200 OK", b"x" * 9_000_000), "SYNC-063"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ans', "SYNC-066"),
        (b"SSH-2.0-OpenSSH\r\n", "SYNC-066"),
        (b"", "SYNC-066"),
    ],
    ids=[
        "portal",
        "redirect",
        "511",
        "500",
        "its own code",
        "odd code",
        "endless code",
        "too few",
        "nested",
        "odd",
        "huge",
        "cut",
        "ssh",
        "silent",
    ],
)
def test_what_is_no_answer(reply: bytes, code: str) -> None:
    with answering(reply) as connection, pytest.raises(ProtocolError, match=f"^{code}$"):
        send(connection)


def test_an_answer_that_only_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_ANSWER", -1.0)
    with answering(http("200 OK", b"{")) as connection, pytest.raises(ProtocolError, match="SYNC-063"):
        send(connection)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("Retry-After: 7", 7.0),
        ("Retry-After: 999999", 3600.0),
        ("Retry-After: soon", 0.0),
        ("Retry-After: ²", 0.0),
        ("X: y", 0.0),
    ],
)
def test_busy_says_when_to_come_back(header: str, pause: float) -> None:
    with answering(http("503 Service Unavailable", b"", header)) as connection, pytest.raises(BusyError) as caught:
        send(connection)
    assert caught.value.pause == pause


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ProtocolError, match="SYNC-061"):
        send(Connection("82", "tỉnh Mẫu", "ab" * 32, f"http://127.0.0.1:{port}"))


def test_a_lost_answer_is_told_from_a_lost_network() -> None:
    with answering(b"HTTP/1.1 200") as connection, pytest.raises(LostAnswerError):
        send(connection)


def test_without_an_address() -> None:
    with pytest.raises(ProtocolError, match="SYNC-060"):
        ProvinceClient(Connection("82", "tỉnh Mẫu", "ab" * 32))
