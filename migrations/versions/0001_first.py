"""Everything the first release needs, the queue's own schema included.

Revision: 0001, the first
"""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STREAMS = """
CREATE TABLE streams (
    id text PRIMARY KEY,
    kind text NOT NULL,
    ref text NOT NULL UNIQUE,
    system text NOT NULL,
    head text NOT NULL,
    count bigint NOT NULL,
    state jsonb NOT NULL,
    due_at timestamptz,
    due_kind text,
    away_since timestamptz,
    created_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX streams_due ON streams (due_at) WHERE due_at IS NOT NULL;
"""

INCIDENTS = """
CREATE TABLE incidents (
    stream text PRIMARY KEY REFERENCES streams (id),
    ref text NOT NULL,
    system text NOT NULL,
    service text,
    kind text,
    title text NOT NULL,
    severity text NOT NULL,
    status text NOT NULL,
    private boolean NOT NULL,
    drill boolean NOT NULL,
    channel_id text,
    channel_name text,
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL,
    commander text,
    ended_at timestamptz,
    people text[] NOT NULL,
    parked integer NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX incidents_ref ON incidents (lower(ref));
CREATE INDEX incidents_channel ON incidents (channel_id) WHERE channel_id IS NOT NULL;
CREATE INDEX incidents_newest ON incidents (declared_at DESC, stream DESC);
CREATE INDEX incidents_system ON incidents (system, declared_at DESC, stream DESC);
CREATE INDEX incidents_status ON incidents (status, declared_at DESC, stream DESC);
CREATE INDEX incidents_open ON incidents (system, declared_at DESC)
    WHERE status IN ('investigating', 'identified', 'monitoring');
CREATE INDEX incidents_people ON incidents USING gin (people)
    WHERE status IN ('investigating', 'identified', 'monitoring');
CREATE INDEX incidents_parked ON incidents (stream) WHERE parked > 0;
"""

# ENABLE ALWAYS: also for sessions that replay as a replica, which skip ordinary triggers.
TIMELINE = """
CREATE TABLE timeline (
    stream text NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    via text NOT NULL,
    body text NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE FUNCTION timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER timeline_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON timeline
    FOR EACH STATEMENT EXECUTE FUNCTION timeline_is_append_only();
ALTER TABLE timeline ENABLE ALWAYS TRIGGER timeline_is_append_only;
CREATE TABLE texts (
    digest text PRIMARY KEY,
    salt bytea,
    body text,
    erased_at timestamptz,
    erased_by text
);
CREATE TABLE captures (
    channel text NOT NULL,
    ts text NOT NULL,
    stream text NOT NULL,
    seq bigint NOT NULL,
    state text NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (channel, ts)
);
CREATE INDEX captures_stream ON captures (stream);
"""

DOORS = """
CREATE TABLE inbox (
    key text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE counters (
    name text PRIMARY KEY,
    value bigint NOT NULL
);
CREATE TABLE people (
    id text PRIMARY KEY,
    name text NOT NULL,
    zone text NOT NULL,
    email text,
    bot boolean NOT NULL,
    guest boolean NOT NULL,
    deactivated boolean NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_email ON people (lower(email)) WHERE email IS NOT NULL;
CREATE TABLE groups (
    id text PRIMARY KEY,
    handle text NOT NULL,
    name text NOT NULL,
    members text[] NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX groups_handle ON groups (lower(handle));
CREATE INDEX groups_members ON groups USING gin (members);
"""

HOUSEKEEPING = """
CREATE TABLE duties (
    name text PRIMARY KEY,
    last timestamptz NOT NULL,
    note text
);
CREATE TABLE artifacts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    body bytea,
    saved_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX artifacts_once ON artifacts (stream, kind, name, digest);
CREATE INDEX artifacts_digest ON artifacts (digest);
CREATE TABLE seen_messages (
    channel text PRIMARY KEY,
    ts text NOT NULL
);
CREATE TABLE clock (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT clock_is_one_row CHECK (one),
    real_origin timestamptz NOT NULL,
    virtual_origin timestamptz NOT NULL,
    speed double precision NOT NULL
);
"""


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    # Straight to the driver: several statements at a time, and no placeholders to be found in them.
    for ddl in (STREAMS, INCIDENTS, TIMELINE, DOORS, HOUSEKEEPING, SchemaManager.get_schema()):
        connection.execute(ddl)


def downgrade() -> None:
    """There is no way back but forward: the previous release runs on the new schema."""
