"""Which names of people and groups may go into a header. Used before anything is opened, and by `line`."""

from __future__ import annotations

from bot.domain.operations import Identity
from bot.errors import Permanent


def check(identity: Identity) -> None:
    """Raises `Permanent` for a name that would not arrive as it is written, or would add a header line."""
    for name in (identity.user, *identity.groups):
        if not name or name != name.strip() or not name.isprintable():
            raise Permanent(
                f"Not sent: {name[:60]!r} cannot be a user or group of a cluster. Mend `identities:` in the "
                "system file.",
                "BadIdentity",
            )
