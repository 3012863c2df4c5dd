"""The kinds of Kubernetes and their short names. Called by the readers and writers of this room."""

from __future__ import annotations

import re

_CORE, _APPS, _BATCH = "", "apps", "batch"
_WORKLOADS = {
    "deployment": (_APPS, ("deployments", "deploy")),
    "statefulset": (_APPS, ("statefulsets", "sts")),
    "daemonset": (_APPS, ("daemonsets", "ds")),
    "replicaset": (_APPS, ("replicasets", "rs")),
    "replicationcontroller": (_CORE, ("replicationcontrollers", "rc")),
    "pod": (_CORE, ("pods", "po")),
    "job": (_BATCH, ("jobs",)),
    "cronjob": (_BATCH, ("cronjobs", "cj")),
}
"""Kind -> its group and the other ways to write it."""

_OF = {word: kind for kind, (_, words) in _WORKLOADS.items() for word in (kind, *words)}
_VERSION = re.compile(r"v[0-9]{1,3}(?:(?:alpha|beta)[0-9]{1,3})?")
_KIND = re.compile(r"[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,8}")


def workload_kind(written: str) -> str | None:
    """`deployment` for `deploy`, `Deployments` and `deployment.v1.apps`; None for what runs no pods."""
    base, *rest = written.casefold().split(".")
    kind = _OF.get(base)
    if kind is None or not rest:
        return kind
    group = ".".join(rest[1:] if _VERSION.fullmatch(rest[0]) else rest)
    return kind if group == _WORKLOADS[kind][0] else None


def kind_word(written: str) -> str | None:
    """A kind as it may be asked for, in small letters: `pods`, `certificates.cert-manager.io`."""
    plain = written.lower()
    return plain if len(plain) <= 253 and plain.isascii() and _KIND.fullmatch(plain) else None
