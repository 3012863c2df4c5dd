"""${message}

Rules, because the previous release keeps running while this migrates and may be rolled back to:
- Expand, migrate, contract: add now, fill and switch over, drop only in the release after next.
- What the previous release writes must still fit: new columns are nullable or have a default.
- No long lock: an index on a table that grows is built CONCURRENTLY (in `autocommit_block`), a
  constraint is added NOT VALID and validated in a later step, no table is rewritten.
- Rows of `timeline` are never changed, not even here.
- bot/store/tables.py says the same; a test compares the two.

Revision: ${up_revision}, after ${down_revision | comma,n}
"""

from __future__ import annotations

from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """There is no way back but forward: the previous release runs on the new schema."""
