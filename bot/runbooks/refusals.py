"""What is never done, by name, with what to do instead. Called by `flags` and `calls`.

The flags here would make a call go elsewhere, or as someone else; they are refused whatever a declaration
says. Everything that is not declared is refused too: these only get a better sentence.
"""

from __future__ import annotations

_WHERE = (
    "names a server of its own. Tocsin calls only the clusters of the system file: write `--cluster=NAME`."
)
_WHO = "Tocsin acts as the person who asks, through `identities:` of the system file. Leave it out."
_LOGIN = "hands over credentials. Tocsin has its own: leave it out, and change what you have just typed."
_TRUST = "changes whom Tocsin trusts. That belongs into the kubeconfig file of the cluster. Leave it out."
_DRY = (
    "Every change is tried as a dry run on the server first, and its difference is shown before anybody "
    "approves it. Leave it out."
)

FLAGS = {
    "--server": _WHERE, "-s": _WHERE, "--user": _WHO, "--as": _WHO, "--as-group": _WHO, "--as-uid": _WHO,
    "--as-user-extra": _WHO, "--token": _LOGIN, "--username": _LOGIN, "--password": _LOGIN,
    "--client-certificate": _LOGIN, "--client-key": _LOGIN, "--kubeconfig": _WHERE,
    "--certificate-authority": _TRUST, "--insecure-skip-tls-verify": _TRUST, "--tls-server-name": _TRUST,
    "--cache-dir": "There is no cache and no disk behind this. Leave it out.", "--dry-run": _DRY,
    "--disable-compression": "Leave it out.", "--kuberc": "Tocsin reads no kuberc. Leave it out.",
}  # fmt: skip
PREFIXES = {"--client-": _LOGIN, "--auth-": _LOGIN, "--as-": _WHO, "--proxy-": _WHERE, "--dry-run": _DRY}

KNOWN_ELSEWHERE = {
    "--raw": "asks the API server past every declaration. Name the kind of object instead.",
    "--filename": "reads a file, and there are none here. Name the object instead.",
    "--kustomize": "reads a folder, and there are none here. Name the object instead.",
    "--force": "skips what protects the cluster, so it is done by hand, outside Tocsin.",
    "--all": "names no object. Write each one, so that the approval says what it is for.",
    "--stdin": "needs a terminal, and there is none here.",
    "--tty": "needs a terminal, and there is none here.",
    "--watch": "keeps a terminal busy, and there is none here. Run it again instead.",
    "--output-watch-events": "needs a terminal, and there is none here.",
    "--overwrite": "is not needed here.",
    "-i": "needs a terminal, and there is none here.",
    "-t": "needs a terminal, and there is none here.",
    "-w": "keeps a terminal busy, and there is none here. Run it again instead.",
    "-f": "reads a file, and there are none here. Name the object instead.",
    "-k": "reads a folder, and there are none here. Name the object instead.",
}
"""Flags of kubectl that are unknown wherever a declaration does not name them."""

_INSIDE = "opens a way into a container"
_UNSEEN = "makes a change whose plan could not be shown beforehand"
VERBS = {
    "exec": _INSIDE, "attach": _INSIDE, "cp": _INSIDE, "port-forward": _INSIDE, "proxy": _INSIDE,
    "debug": _INSIDE, "run": _INSIDE, "apply": _UNSEEN, "create": _UNSEEN, "replace": _UNSEEN,
    "edit": _UNSEEN, "delete": _UNSEEN, "drain": _UNSEEN, "cordon": _UNSEEN, "uncordon": _UNSEEN,
    "taint": _UNSEEN, "label": _UNSEEN, "annotate": _UNSEEN, "expose": _UNSEEN, "autoscale": _UNSEEN,
    "wait": "keeps a terminal busy", "config": "changes which cluster is meant", "plugin": "runs a program",
    "kustomize": "reads files", "certificate": _UNSEEN, "alpha": "may change any day",
}  # fmt: skip
"""Verbs of kubectl that are answered, not done, wherever no declaration has them."""


def refused_flag(name: str) -> str | None:
    """Why the flag `name` (`--token`, `-s`) is never taken; None when a declaration may have it."""
    plain = name.casefold() if name.startswith("--") else name
    why = FLAGS.get(plain) or next((why for start, why in PREFIXES.items() if plain.startswith(start)), None)
    return None if why is None else f"`{name}`: {why}" if why[0].isupper() else f"`{name}` {why}"


def refused_verb(word: str) -> str | None:
    """Why there is no action for a verb of kubectl; None when `word` is none of them."""
    why = VERBS.get(word.casefold())
    return why and (
        f"`{word}` {why}, so Tocsin does not do it. Do it from your own terminal, and put on record what "
        "you did and what you found."
    )
