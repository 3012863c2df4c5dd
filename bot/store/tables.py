"""What is kept, as one MetaData. The migrations write the same by hand; a test holds the two equal.

Called by that test and by whoever wants to know a column. The queue's own tables come with
procrastinate's schema, which the first migration installs, and are not repeated here.

`streams`    one row a stream: head and count of its chain, its state (a projection), what is due next
`incidents`  what lists and look-ups of incidents need, and nothing else (a projection)
`timeline`   the truth: append-only, chained; triggers refuse everything but INSERT
`texts`      what people wrote, under the digest the chain knows it by; the one place that can forget
`captures`   which messages are in which timeline (a projection)
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()

MOMENT = DateTime(timezone=True)
PEOPLE = ARRAY(Text)
OPEN = text("status IN ('investigating', 'identified', 'monitoring')")

streams = Table(
    "streams",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False, unique=True),
    Column("system", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("due_at", MOMENT),
    Column("due_kind", Text),
    Column("away_since", MOMENT),
    Column("created_at", MOMENT, nullable=False),
    Index("streams_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    # Room on each page for the next version of its rows, so that most changes touch no index.
    postgresql_with={"fillfactor": "70"},
)

incidents = Table(
    "incidents",
    metadata,
    Column("stream", Text, ForeignKey("streams.id"), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("service", Text),
    Column("kind", Text),
    Column("title", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("drill", Boolean, nullable=False),
    Column("channel_id", Text),
    Column("channel_name", Text),
    Column("declared_by", Text, nullable=False),
    Column("declared_at", MOMENT, nullable=False),
    Column("commander", Text),
    Column("ended_at", MOMENT),
    Column("people", PEOPLE, nullable=False),
    Column("parked", Integer, nullable=False),
    Index("incidents_ref", text("lower(ref)")),
    Index("incidents_channel", "channel_id", postgresql_where=text("channel_id IS NOT NULL")),
    Index("incidents_newest", text("declared_at DESC"), text("stream DESC")),
    Index("incidents_system", "system", text("declared_at DESC"), text("stream DESC")),
    Index("incidents_status", "status", text("declared_at DESC"), text("stream DESC")),
    Index("incidents_open", "system", text("declared_at DESC"), postgresql_where=OPEN),
    Index("incidents_people", "people", postgresql_using="gin", postgresql_where=OPEN),
    Index("incidents_parked", "stream", postgresql_where=text("parked > 0")),
    postgresql_with={"fillfactor": "80"},
)

operations = Table(
    "operations",
    metadata,
    Column("stream", Text, ForeignKey("streams.id"), primary_key=True),
    Column("system", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
    Index("operations_newest", "opened_by", "system", text("last_at DESC")),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("digest", Text),
    Column("expires_at", MOMENT),
    Column("object", Text),
    Index("approvals_change", "stream", "number", unique=True),
    Index("approvals_object", "object", postgresql_where=text("state IN ('pending', 'approved', 'running')")),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call", Text, nullable=False),
    Column("request", Text),
    Column("kept_at", MOMENT, nullable=False, server_default=text("now()")),
)

freezes = Table(
    "freezes",
    metadata,
    Column("system", Text, primary_key=True),
    Column("namespace", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)

timeline = Table(
    "timeline",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", MOMENT, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("salt", LargeBinary),
    Column("body", Text),
    Column("erased_at", MOMENT),
    Column("erased_by", Text),
)

captures = Table(
    "captures",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("captures_stream", "stream"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", MOMENT, nullable=False, server_default=text("now()")),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("email", Text),
    Column("bot", Boolean, nullable=False),
    Column("guest", Boolean, nullable=False),
    Column("deactivated", Boolean, nullable=False),
    Column("fetched_at", MOMENT, nullable=False, server_default=text("now()")),
    Index("people_email", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
)

groups = Table(
    "groups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("members", PEOPLE, nullable=False),
    Column("fetched_at", MOMENT, nullable=False, server_default=text("now()")),
    Index("groups_handle", text("lower(handle)")),
    Index("groups_members", "members", postgresql_using="gin"),
)

duties = Table(
    "duties",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", MOMENT, nullable=False),
    Column("note", Text),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("stream", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary),
    Column("saved_at", MOMENT, nullable=False, server_default=text("now()")),
    Index("artifacts_once", "stream", "kind", "name", "digest", unique=True),
    Index("artifacts_digest", "digest"),
)

seen_messages = Table(
    "seen_messages",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, nullable=False),
)

clock = Table(
    "clock",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("real_origin", MOMENT, nullable=False),
    Column("virtual_origin", MOMENT, nullable=False),
    Column("speed", Double, nullable=False),
    CheckConstraint("one", name="clock_is_one_row"),
)
