"""Which commands may be run in a container, by the system file's list. Pure; asked before anything is read.

What no list can allow is refused first: shells and what starts other programs, interpreters that are handed
their text, and what waits for somebody at a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.operations import Operations, Program, never_run, runs_text
from bot.errors import Refused

BY_HAND = "Do this by hand, from your own terminal, and put on record what you did and what you found."

_SCREENS = (
    "vi", "vim", "nvim", "nano", "emacs", "ed", "less", "more", "man", "htop", "btop", "iotop", "tmux",
    "screen", "passwd", "login", "telnet", "ftp", "sftp", "mc",
)  # fmt: skip
_PROMPTS = {
    "psql": ("cflV?", ("--command", "--file", "--list", "--version", "--help")),
    "mysql": ("eV?", ("--execute", "--version", "--help")),
    "mariadb": ("eV?", ("--execute", "--version", "--help")),
    "mongosh": ("f", ("--eval", "--file", "--version", "--help")),
    "mongo": ("", ("--eval", "--version", "--help")),
    "top": ("b", ("--version", "--help")),
}
"""Programs that ask for their work unless one of these letters or flags says it."""


_STARTS = {"find": ("-exec", "-execdir", "-ok", "-okdir")}
"""Words behind which a program is given another one to start: that must be in the list as well."""


def allowed(policy: Operations, argv: Sequence[str]) -> Program:
    """The line of the file that allows `argv`; Refused, naming what there is, where none does."""
    fit(argv)
    program = policy.program(argv[0])
    if program is None:
        listed = ", ".join(f"`{one.name}`" for one in policy.programs) or "nothing yet"
        raise Refused(
            f"`{argv[0][:60]}` may not be run in containers. What may is listed under `exec:` of "
            f"`operations:` in the system file: {listed}. Have it added there."
        )
    if program.first and (len(argv) < 2 or argv[1] not in program.first):
        listed = ", ".join(f"`{one}`" for one in program.first)
        raise Refused(f"After `{program.name}` one of these must come first: {listed}.")
    for at, word in enumerate(argv):
        if word in _STARTS.get(program.name.rpartition("/")[2], ()):
            allowed(policy, argv[at + 1 :])
    return program


def fit(argv: Sequence[str]) -> None:
    """Refused when no list could allow it."""
    if not argv:
        raise Refused("Say what to run, behind `--`: `exec deployment/web -- pg_isready`.")
    if why := never_run(argv[0]) or runs_text(argv) or _waits(argv):
        raise Refused(f"{why}. {BY_HAND}")


def _waits(argv: Sequence[str]) -> str:
    """Why the command would sit there and wait for somebody; empty when it would not."""
    base = argv[0].rpartition("/")[2]
    if base in _SCREENS:
        return f"`{base}` needs a terminal, and there is none here"
    if base == "redis-cli" and len(argv) == 1:
        return "`redis-cli` alone waits for somebody to type, and nobody can here"
    if base in _PROMPTS and not _told(argv[1:], *_PROMPTS[base]):
        return f"`{base}` without its work in the command waits for somebody to type, and nobody can here"
    return ""


def _told(words: Sequence[str], letters: str, flags: Sequence[str]) -> bool:
    short = (word for word in words if word.startswith("-") and not word.startswith("--"))
    return any(word.partition("=")[0] in flags for word in words) or any(
        letter in word for word in short for letter in letters
    )
