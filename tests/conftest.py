"""For every test: no display is needed unless the test starts one itself."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
