"""The shape of the database, step by step. Run by bot.store.migrate; rules in script.py.mako."""
