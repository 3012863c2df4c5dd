"""`docs/commands.md` and `docs/actions.md`, written from the tables that are read by.

Called by `make docs` and by the test that keeps pages and code in step. The second needs the declared
actions, which this room does not know: whoever has them hands them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.action import Spec
from commands.grammar import ANYWHERE, VERBS, Verb
from commands.grammar.ops import Entry, entries

HEAD = """\
# Commands

What steers an incident is typed after `/incident`; what is done to clusters, after [`/ops`](actions.md).
`/incident help` shows the short list, `/incident help declare` one command. This page is written from the
table the parser reads (`commands/grammar/verbs.py`) by `make docs`.

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

OPS_HEAD = """\
# Actions

`/ops` takes a kubectl command, with or without `kubectl` in front, or our short form of one. `/ops help`
shows the short list, `/ops help rollback` one action. This page is written from the declarations the parser
reads (`bot/actions`) and from the table of control words (`commands/grammar/ops/control.py`).

Square brackets mark what may be left out. What is not declared here is never done: an unknown flag, verb or
word is answered with a sentence, a typo with the nearest action. Whatever changes a cluster is previewed
first and approved by somebody else.
"""

OPS_TAIL = """\
## How things are written

- **Workloads**: `deployment/web`, `deploy/web`, `deploy web`, or the name of a service of the system file,
  which stands for its workload, namespace and cluster. In an incident of a service it may be left out.
- **Where**: `-n NAMESPACE` and `--cluster=NAME` (`--context` is the same), else those of the service, else
  the defaults of `operations:` in the system file. `-A` is only for reads.
- **Lengths**: `90s`, `10m`, `1h30m`, `2d`, or seconds. **Labels**: `-l app=web,tier!=cache`.
- **Quotes** keep words together, single or double, straight or curly; long dashes (`—to-revision=2`) do no
  harm. Nothing is expanded: `|`, `>`, `;`, `&&`, `$X`, `$(...)` and backticks outside single quotes are
  answered, never run, because there is no shell.
- **Secrets**: the value of what is called like one is shown as `***` from the first card on.
"""


def page() -> str:
    """The whole page of `/incident`."""
    groups = list(dict.fromkeys(verb.group for verb in VERBS))
    return "\n".join([HEAD, *(line for group in groups for line in _group(group)), TAIL])


def ops_page(specs: Iterable[Spec]) -> str:
    """The whole page of `/ops`, for `docs/actions.md`."""
    rows = entries(specs)
    groups = dict.fromkeys(row.group for row in rows)
    parts = [OPS_HEAD]
    for group in groups:
        parts.append(f"## {group[:1].upper()}{group[1:]}\n")
        parts += [_entry(row) for row in rows if row.group == group]
    return "\n".join([*parts, OPS_TAIL])


def _entry(row: Entry) -> str:
    also = f" Also: {', '.join(f'`{alias}`' for alias in row.aliases)}." if row.aliases else ""
    about = " ".join(part for part in (row.help, row.more) if part)
    parts = [f"### {row.name}\n", f"`/ops {row.line}`\n", f"{about}{also}\n"]
    if row.flags:
        parts += [f"- `{written}`{': ' if said else ''}{said}" for written, said in row.flags]
        parts.append("")
    return "\n".join([*parts, "```text", *(f"/ops {example}" for example in row.examples), "```\n"])


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
