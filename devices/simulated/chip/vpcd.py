"""A chip in Debian's virtual reader (vsmartcard-vpcd): as pcscd sees it, a card on a reader.

The driver listens on a port for each of its readers; a card is a connection, pulling it is hanging up. A message is two
bytes of length, big-endian, and a body: one byte is a control, anything longer a command APDU.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

from devices.simulated.card_reader import Card
from devices.simulated.chip.chip import ChipLost

FIRST_PORT = 35_963  # of the first virtual reader; the others follow
_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = 0, 1, 2, 4


class VirtualReaderError(Exception):
    """No virtual reader listens there."""


class VirtualCard:
    """A chip put into a virtual reader by a thread of its own. Used as a context manager, or with `insert` and `pull`.

    Attributes:
        chip: The chip.
    """

    def __init__(self, chip: Card, slot: int = 0, host: str = "127.0.0.1") -> None:
        self.chip = chip
        self._address = (host, FIRST_PORT + slot)
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.insert()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull()

    @property
    def inserted(self) -> bool:
        """Whether the card is still in the reader."""
        return self._thread is not None and self._thread.is_alive()

    def insert(self) -> None:
        """Put the card in.

        Raises:
            VirtualReaderError: pcscd does not run, or has no virtual reader.
        """
        self.pull()
        try:
            connection = socket.create_connection(self._address, timeout=5)
        except OSError as error:
            raise VirtualReaderError(f"no virtual reader listens on port {self._address[1]}") from error
        connection.settimeout(None)
        # The driver sends length and body apart: without these every exchange waits 40 ms for an acknowledgement.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._thread = threading.Thread(target=self._serve, args=(connection,), name="virtual-card", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Take the card out; nothing happens if it is not in."""
        connection, self._connection = self._connection, None
        thread, self._thread = self._thread, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        if connection is not None:
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError, ChipLost):
            while True:
                answer = self._answer(_message(connection))
                if answer is not None:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)
        self.chip.power_off()
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, body: bytes) -> bytes | None:
        if len(body) != 1:
            data, status = self.chip.transmit(body)
            return data + status.to_bytes(2, "big")
        if body[0] == _GET_ATR:
            return self.chip.atr
        if body[0] in {_POWER_ON, _RESET}:
            self.chip.power_on()
        elif body[0] == _POWER_OFF:
            self.chip.power_off()
        return None


def _message(connection: socket.socket) -> bytes:
    return _exactly(connection, int.from_bytes(_exactly(connection, 2), "big"))


def _exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: The reader hung up.
    """
    found = b""
    while len(found) < size:
        if hasattr(socket, "TCP_QUICKACK"):  # Linux forgets it after every packet
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = connection.recv(size - len(found))
        if not part:
            raise EOFError
        found += part
    return found
