"""Results that came back to the desk before the program noted it so: their cases leave the part that had them last.

``case_standings`` mirrors where a case is. An older program left it at that part until the case's next happening,
though its result was received. What decides is the last happening that says where a case is, a hand-over or a result's
reception, of those that were not taken back. A case at its end has no row there: this goes through some thousands of
cases out of a million, each by the index of its own history.
"""

from alembic import op

revision = "0018"
down_revision = "0017"

_SET_RIGHT = """
    WITH decides AS (
        SELECT h.case_id, MAX(h.id) AS id FROM case_standings AS s
        CROSS JOIN case_history AS h ON h.case_id = s.case_id  -- in this order: from the short list to its histories
        WHERE h.event IN ('handed_over', 'result_received') AND h.id NOT IN (SELECT event_id FROM case_voids)
        GROUP BY h.case_id
    )
    UPDATE case_standings SET part = '', holder_id = h.officer_id
    FROM decides JOIN case_history AS h ON h.id = decides.id
    WHERE decides.case_id = case_standings.case_id AND h.event = 'result_received'"""


def upgrade() -> None:
    """Let the list say where these cases are, and who took the result; when they moved last stays."""
    op.execute(_SET_RIGHT)
