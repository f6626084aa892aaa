"""Takes a keyboard-wedge scanner's keys out of the program's key events, wherever the focus is."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from shiboken6 import isValid

from devices.qrcode.wedge import Outcome, WedgeDetector
from devices.qrcode.wedge_keys import Key, KeyEvent

_KEY_EVENTS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}
_WATCHED = {*_KEY_EVENTS, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod}
_KEYS: dict[int, Key] = {
    Qt.Key.Key_Return.value: Key.ENTER,
    Qt.Key.Key_Enter.value: Key.ENTER,
    Qt.Key.Key_Tab.value: Key.TAB,
    Qt.Key.Key_Backspace.value: Key.BACKSPACE,
    Qt.Key.Key_Alt.value: Key.ALT,
    Qt.Key.Key_Shift.value: Key.MODIFIER,
    Qt.Key.Key_Control.value: Key.MODIFIER,
    Qt.Key.Key_Meta.value: Key.MODIFIER,
    Qt.Key.Key_AltGr.value: Key.MODIFIER,
    Qt.Key.Key_CapsLock.value: Key.MODIFIER,
    Qt.Key.Key_NumLock.value: Key.MODIFIER,
}
_WAITING = 5  # ms in which key events that are already in the system's queue reach the program
_LATE = 10.0  # ms by which a timer's lateness shows that the program was busy
_DRIFT = 0.001  # two clocks of a computer run apart by less than this
_FIRST_REPEAT = 150.0  # ms; no system lets a held key repeat sooner after its press
_BATCH_DONE = QEvent.Type(QEvent.registerEventType())


class EventClock:
    """The system's event clock, read between events.

    Event times and the program's clock differ by an unknown amount, and an event reaches the program late, never early:
    so the least difference seen is the truest. It may grow slowly, as the two clocks drift.
    """

    def __init__(self) -> None:
        self._offset: float | None = None
        self._last = 0
        self._seen = 0.0

    def stamp(self, timestamp: int) -> float:
        """An event's time in ms, given its `QInputEvent.timestamp` (0 where the event has none)."""
        real = time.monotonic() * 1000
        if not timestamp:
            return self.now()
        if self._offset is None or timestamp < self._last - 1000:  # the system's 32-bit counter began anew
            self._offset = real - timestamp
        self._offset = min(self._offset + (real - self._seen) * _DRIFT, real - timestamp)
        self._last, self._seen = timestamp, real
        return float(timestamp)

    def now(self) -> float:
        """The time in ms on the event clock."""
        return time.monotonic() * 1000 - (self._offset or 0.0)


class HeldKey:
    """Tells a key that is held down from one that was pressed twice.

    On X11 Qt takes a press for a repeat if the same key's release came in the same millisecond and the program was too
    busy to see them one by one: so a scanner's doubled digits would be lost.
    """

    def __init__(self) -> None:
        self._code = -1
        self._since = 0.0

    def repeats(self, event: QKeyEvent, at: float) -> bool:
        """Whether a press is made by holding the key; `at` is its time in ms on the event clock."""
        if not event.isAutoRepeat():
            return False
        return _code(event) != self._code or at - self._since >= _FIRST_REPEAT

    def note(self, event: QKeyEvent, at: float) -> None:
        """Take a press that has come."""
        if _code(event) != self._code or not event.isAutoRepeat():
            self._code, self._since = _code(event), at


class WedgeFilter(QObject):
    """An event filter for the application; install it once with `QCoreApplication.installEventFilter`.

    Native key events are seen where they enter, at the window. What turns out to be a person's is posted to that window
    again, in order, so that shortcuts and focus changes work as ever; what is posted is not seen a second time.

    Signals:
        scanned: A `WedgeScan`.
    """

    scanned = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._detector = WedgeDetector()
        self._clock = EventClock()
        self._held_key = HeldKey()
        self._kept: dict[int, tuple[QWindow, QKeyEvent]] = {}
        self._token = 0
        self._batches = 0  # posted batches that have not been delivered yet
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what is held or part of a scan."""
        kind = event.type()
        if kind not in _WATCHED:
            return False
        if kind == QEvent.Type.InputMethod:
            return isinstance(event, QInputMethodEvent) and self._on_input_method(event)
        if not event.spontaneous() or not isinstance(watched, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._on_shortcut_override(event)
        return self._on_key(watched, event)

    def customEvent(self, event: QEvent) -> None:
        """A posted batch has been delivered: the queue keeps the order."""
        if event.type() == _BATCH_DONE:
            self._batches -= 1

    def _on_key(self, window: QWindow, event: QKeyEvent) -> bool:
        self._token += 1
        at = self._clock.stamp(event.timestamp())
        key = key_event(event, at, self._token, repeat=self._held_key.repeats(event, at))
        if key.pressed:
            self._held_key.note(event, at)
        outcome = self._detector.feed(key)
        if outcome.deliver == (key,) and not self._batches and outcome.scan is None:
            self._arm()
            return False
        self._kept[self._token] = (window, _copy(event))
        self._carry_out(outcome)
        return True

    def _on_shortcut_override(self, event: QKeyEvent) -> bool:
        """Let no shortcut act on a key that may be a scanner's; a key handed on later tries its shortcut then."""
        at = self._clock.stamp(event.timestamp())
        key = key_event(event, at, 0, repeat=self._held_key.repeats(event, at))
        ends = key.key in {Key.ENTER, Key.TAB, Key.BACKSPACE}
        if key.types or (ends and self._detector.busy) or self._detector.scanning:
            event.accept()
            return True
        if self._detector.busy and key.key is Key.OTHER:
            self._carry_out(self._detector.flush(), at_once=True)
        return False

    def _on_input_method(self, event: QInputMethodEvent) -> bool:
        """What an input method of the system makes of a scanner's keys belongs to the scan."""
        if not self._detector.scanning:
            return False
        if event.commitString():
            self._carry_out(self._detector.feed(KeyEvent(self._clock.now(), event.commitString(), composed=True)))
        return True

    def _on_timer(self) -> None:
        if time.monotonic() * 1000 - self._due > _LATE:
            # The program was busy: keys may be waiting that came long before now.
            self._start_timer(_WAITING)
            return
        self._carry_out(self._detector.tick(self._clock.now()))

    def _carry_out(self, outcome: Outcome, *, at_once: bool = False) -> None:
        for key in outcome.deliver:
            window, event = self._kept.pop(key.token, (None, None))
            receiver = window if window is not None and isValid(window) else QGuiApplication.focusWindow()
            if event is None or receiver is None:
                continue
            QCoreApplication.postEvent(receiver, event)
            if at_once:
                QCoreApplication.sendPostedEvents(receiver, event.type().value)
        if outcome.deliver and not at_once:
            self._batches += 1
            QCoreApplication.postEvent(self, QEvent(_BATCH_DONE))
        if not self._detector.busy:
            self._kept.clear()
        self._arm()
        if outcome.scan is not None:
            self.scanned.emit(outcome.scan)

    def _arm(self) -> None:
        deadline = self._detector.deadline
        if deadline is None:
            self._timer.stop()
            return
        self._start_timer(max(_WAITING, int(deadline - self._clock.now()) + 1))

    def _start_timer(self, milliseconds: int) -> None:
        self._due = time.monotonic() * 1000 + milliseconds
        self._timer.start(milliseconds)


def _code(event: QKeyEvent) -> int:
    return event.nativeScanCode() or event.key()


def key_event(event: QKeyEvent, at: float, token: int, *, repeat: bool = False) -> KeyEvent:
    """A Qt key event as the detector sees it."""
    modifiers = event.modifiers()
    control = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier))
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    text = event.text()
    printable = text.isprintable() and bool(text)
    digit = event.key() - Qt.Key.Key_0.value
    alt_digit = digit if alt and modifiers & Qt.KeyboardModifier.KeypadModifier and 0 <= digit <= 9 else -1
    # Windows reports AltGr as Control and Alt together; a character then is text.
    command = alt_digit < 0 and (control or alt) and not (control and alt and printable)
    # A line feed is a key of its own on X11.
    known = _KEYS.get(event.key(), Key.ENTER if text == "\n" else Key.OTHER)
    return KeyEvent(
        at,
        text=text if command or (printable and known is Key.OTHER and alt_digit < 0) else "",
        key=known,
        code=_code(event),
        pressed=event.type() != QEvent.Type.KeyRelease,
        repeat=repeat,
        command=command,
        alt_digit=alt_digit,
        token=token,
    )


def _copy(event: QKeyEvent) -> QKeyEvent:
    """The same event as one that the program sends; the filter lets it pass."""
    made = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    made.setTimestamp(event.timestamp())
    return made
