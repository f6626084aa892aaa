"""Whether a head of desk needs a second factor: a setting of the desk, asked for when it is set up.

TCVN 14423:2026 is said to ask one of administrators at level 3. A desk from before goes on with the PIN alone until its
head sets it.
"""

from desktop.records.desk_settings import SettingsTable

KEY = "head_second_factor"


def heads_need_factor(table: SettingsTable) -> bool:
    """Whether they do."""
    return table.get(KEY, False) is True


def set_heads_need_factor(table: SettingsTable, on: bool) -> None:
    """Keep it."""
    table.set(KEY, on)
