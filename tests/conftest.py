"""For every test: no display is needed unless the test starts one itself."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is: speed is measured in benchmarks/, never in a test.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "lab", settings.get_profile("any machine"), max_examples=int(os.environ.get("LAB_ROUNDS", "100"))
)
settings.load_profile("lab" if "LAB_ROUNDS" in os.environ else "any machine")
