"""A network camera on the loopback: a stream of JPEG pictures over HTTP, paced like a camera, that can be cut off."""

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = Callable[[int], NDArray[np.uint8]]
BOUNDARY = "frame"


class MjpegServer:
    """Serves ``/video`` on a port of its own, and on the same one again after `unplug` and `plug_in`."""

    def __init__(self, picture: Picture, fps: float = 25.0) -> None:
        self._picture = picture
        self._interval = 1.0 / fps
        self._server: _Server | None = None
        self._port = 0
        self.flows = threading.Event()  # cleared, the connection stays and no picture comes
        self.flows.set()
        self.plug_in()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/video"

    def plug_in(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.picture, self._server.interval, self._server.flows = self._picture, self._interval, self.flows
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="mjpeg-server"
        )
        self._thread.start()

    def unplug(self) -> None:
        """Cut every stream and stop listening; returns once nothing of it runs."""
        server, self._server = self._server, None
        if server is None:
            return
        server.ended.set()
        server.shutdown()
        server.cut()
        server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    picture: Picture
    interval: float
    flows: threading.Event

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.ended = threading.Event()
        self._clients: set[socket.socket] = set()

    def remember(self, client: socket.socket) -> None:
        self._clients.add(client)

    def cut(self) -> None:
        for client in list(self._clients):
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed already


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.remember(self.connection)
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        number = 0
        try:
            while not self.server.ended.wait(self.server.interval):
                if self.server.flows.is_set():
                    self.wfile.write(_part(self.server.picture(number)))
                    number += 1
        except OSError:
            return  # the viewer went away

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Say nothing on the console."""


def _part(picture: NDArray[np.uint8]) -> bytes:
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert done
    body = encoded.tobytes()
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n"
