"""How Alembic reaches the database: called by bot.store.migrate for every command it is given.

Replicas may all start at once: the first takes an advisory lock and migrates, the others wait for it
and find nothing left to do. Each migration is a transaction of its own, and a statement that cannot
get its table lock within four seconds gives up instead of queueing everybody else behind it.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from bot.store.tables import metadata

ONE_AT_A_TIME = 7_306_911_482  # any number that is always the same


def migrate(connection: Connection) -> None:
    """Bring the database behind `connection` to the revision Alembic was asked for."""
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.commit()
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": ONE_AT_A_TIME})
        connection.commit()


def main() -> None:
    url = context.config.attributes["url"]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


main()
