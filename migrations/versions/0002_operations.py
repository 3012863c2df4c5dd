"""Work on clusters: operations, approvals, what they approve, and the stop switches.

Revision: 0002, after 0001. Only new tables: the previous release does not see them.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE operations (
    stream text PRIMARY KEY REFERENCES streams (id),
    system text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL
);
CREATE INDEX operations_newest ON operations (opened_by, system, last_at DESC);
CREATE TABLE approvals (
    id text PRIMARY KEY,
    stream text NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    digest text,
    expires_at timestamptz,
    object text
);
CREATE UNIQUE INDEX approvals_change ON approvals (stream, number);
CREATE INDEX approvals_object ON approvals (object) WHERE state IN ('pending', 'approved', 'running');
CREATE TABLE plans (
    id text PRIMARY KEY,
    call text NOT NULL,
    request text,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE freezes (
    system text NOT NULL,
    namespace text NOT NULL,
    person text NOT NULL,
    why text NOT NULL,
    stream text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (system, namespace)
);
"""


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(TABLES)


def downgrade() -> None:
    """There is no way back but forward: the previous release runs on the new schema."""
