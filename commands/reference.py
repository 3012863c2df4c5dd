"""`docs/commands.md`, written from the table of verbs.

`python -m commands.reference > docs/commands.md` writes it anew; a test keeps the two in step.
"""

from __future__ import annotations

from collections.abc import Iterator

from commands.grammar import ANYWHERE, VERBS, Verb

HEAD = """\
# Commands

One command, `/incident`, the same in Slack and in the terminal. `/incident help` shows the short list,
`/incident help declare` one command. This page is written from the table the parser reads
(`commands/grammar/verbs.py`) by `python -m commands.reference`.

Square brackets mark what may be left out. A typo is answered with the nearest command, and nothing is
changed until a line was understood.
"""

TAIL = """\
## How things are written

- **Severity**: the words of the system file (`p1`, `sev1`, `critical`), before or after the system's
  name, or at the end of the line.
- **System and service**: the system's id or name first, or `--system`; a service as the first word of
  the title (it stays there), or `--service`. Without either, the channel's own system, else the only one.
- **People**: type @ and pick the person; `me` is you. **Channels**: type # and pick one.
- **What happened**: `14:02`, `2:02pm`, `14.02`, `10 min ago`, `now-10m`, `yesterday 23:50`,
  `monday 9:00`, `2026-11-20 14:02`, `14:02 UTC`, in your own time zone. A bare time is the most recent one.
- **What is due**: `15m`, `14:30`, `tomorrow 17:00`, `friday`, `2026-11-25`; a day without an hour
  means 17:00.
- Curly quotes, long dashes (`—private`), invisible characters and capital letters do no harm.
"""


def page() -> str:
    """The whole page."""
    groups = list(dict.fromkeys(verb.group for verb in VERBS))
    return "\n".join([HEAD, *(line for group in groups for line in _group(group)), TAIL])


def _group(group: str) -> Iterator[str]:
    yield f"## {group}\n"
    for verb in VERBS:
        if verb.group == group:
            yield _verb(verb)


def _verb(verb: Verb) -> str:
    words = [f"### {verb.name}\n", f"`/incident {verb.line}`\n"]
    where = "Works anywhere." if verb.place == ANYWHERE else "Works in an incident's channel."
    also = f" Also: {', '.join(f'`{alias}`' for alias in verb.aliases)}." if verb.aliases else ""
    words.append(" ".join(part for part in (verb.help, verb.more, where) if part) + also + "\n")
    words += ["```text", *(f"/incident {example}" for example in verb.examples), "```\n"]
    return "\n".join(words)


if __name__ == "__main__":
    print(page(), end="")
