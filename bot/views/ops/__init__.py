"""Drawing work on clusters: changes, what was looked up, operations, their lists and their help. Pure.

The worker renders `change`, `output` and `operation`, the doors answer with `help_text`, `listing` and
`closing`. Whatever a cluster said goes through `code` or `words.quoted`: it may be
an attacker's log line.
"""
