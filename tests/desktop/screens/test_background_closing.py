"""After the end nothing is delivered: whoever would act on it has let go of everything."""

from concurrent.futures import Future

from pytestqt.qtbot import QtBot

from desktop.screens.background import Background


def test_an_outcome_on_its_way_at_the_end_reaches_nobody(qtbot: QtBot) -> None:
    background, told = Background(), list[str]()
    first: Future[str] = Future()
    second: Future[str] = Future()
    background(first, told.append, lambda error: told.append(error.code))
    background(second, told.append, lambda error: told.append(error.code))
    first.set_result("before")
    qtbot.waitUntil(lambda: told == ["before"])
    second.set_result("after")  # finished, and waits for this thread
    background.close()
    qtbot.wait(20)
    assert told == ["before"]
