"""What goes over the line: always counted, and written to a log only after somebody turned that on by hand.

Even then nothing that opens a chip or tells of its holder is written. An intercepted BAC exchange lets its password be
guessed offline (ICAO 9303-11, section 4.1), and a chip without access control sends its files in clear, so the data of
both stay out; everything else is public or encrypted with keys that are never written.
"""

import logging
import time
from collections.abc import Callable

from devices.smartcard.apdu import Instruction, Transmit

TRAFFIC = 5  # below logging.DEBUG
LOGGER = "devices.smartcard.traffic"
_SECURE_MESSAGING = 0x0C
_SECRET_COMMANDS = {Instruction.EXTERNAL_AUTHENTICATE}
_SECRET_ANSWERS = {Instruction.EXTERNAL_AUTHENTICATE, Instruction.GET_CHALLENGE}
_FILE_CONTENTS = {Instruction.READ_BINARY, Instruction.READ_BINARY_ODD}


def turn_on_traffic_log(handler: logging.Handler) -> None:
    """Write every exchange to `handler`, from now on, with a warning that this is going on.

    A level set on the root logger does not do it: only this call does.
    """
    logging.addLevelName(TRAFFIC, "TRAFFIC")
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    logger.setLevel(TRAFFIC)
    logger.warning("every exchange with the chip is being logged; turn this off once the fault is found")


def turn_off_traffic_log() -> None:
    """Write no exchanges any more, and let go of the handlers."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.NOTSET)
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)


class CountedTransmit:
    """A `Transmit` that counts, and logs where that is turned on.

    Attributes:
        exchanges: Commands sent.
        sent: Bytes of commands.
        received: Bytes of responses, status words included.
    """

    def __init__(self, transmit: Transmit, clock: Callable[[], float] = time.perf_counter) -> None:
        self._transmit = transmit
        self._clock = clock
        self._log = logging.getLogger(LOGGER)
        self.exchanges = 0
        self.sent = 0
        self.received = 0

    def __call__(self, command: bytes) -> tuple[bytes, int]:
        """Send and count."""
        self.exchanges += 1
        self.sent += len(command)
        if self._log.level != TRAFFIC:
            data, status = self._transmit(command)
        else:
            started = self._clock()
            data, status = self._transmit(command)
            spent = (self._clock() - started) * 1000
            self._log.log(TRAFFIC, "> %s", shown_command(command))
            self._log.log(TRAFFIC, "< %s %04X (%.1f ms)", shown_answer(command, data), status, spent)
        self.received += len(data) + 2
        return data, status


def shown_command(command: bytes) -> str:
    """A command as the log may show it, in hexadecimal."""
    if len(command) > 5 and command[1] in _SECRET_COMMANDS and not command[0] & _SECURE_MESSAGING:
        return f"{command[:5].hex().upper()} [{len(command) - 5} bytes kept out]"
    return command.hex().upper()


def shown_answer(command: bytes, data: bytes) -> str:
    """A response's data as the log may show it, in hexadecimal."""
    in_clear = len(command) < 4 or not command[0] & _SECURE_MESSAGING
    if data and in_clear and (len(command) < 2 or command[1] in _SECRET_ANSWERS | _FILE_CONTENTS):
        return f"[{len(data)} bytes kept out]"
    return data.hex().upper()
