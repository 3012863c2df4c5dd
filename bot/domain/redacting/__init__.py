"""The parts of `bot.domain.redaction`: each module finds one sort of secret in bytes; nobody else calls them.

Everything scans with RE2, or with a `re` of one character class: linear, for logs are written by strangers.
"""
