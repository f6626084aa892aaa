"""For every test: no display is needed unless the test starts one itself."""

import gc
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is: speed is measured in benchmarks/, never in a test.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "lab", settings.get_profile("any machine"), max_examples=int(os.environ.get("LAB_ROUNDS", "100"))
)
settings.load_profile("lab" if "LAB_ROUNDS" in os.environ else "any machine")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not go through it again each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let go of a module's windows: a window that is still there is styled anew with every later one."""
    if "PySide6.QtWidgets" not in sys.modules or (nextitem is not None and nextitem.path == item.path):
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if isinstance(QApplication.instance(), QApplication):
        for window in QApplication.topLevelWidgets():
            window.close()
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
