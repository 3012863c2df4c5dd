"""Who wrote an object and when, as far as its managedFields tell. Pure; used by every file of this package.

An entry is a field manager's last write; its fields may be missing. What only touches the status says
nothing about what people changed, and controllers write all day. GitOps tools are controllers by name, but
what they write somebody has merged: they count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import moment

OURS = "tocsin"
TOCSIN = "Tocsin"
_GITOPS = re.compile(r"argocd|argo-cd|flux|kustomize-controller|helm-controller")
_CONTROLLER = re.compile(
    r"kubelet$|kube-|system:|cluster-autoscaler|ancient-changes$|leader-election"
    r"|.*-(?:controller|controller-manager|operator|autoscaler|scheduler)$"
)


@dataclass(frozen=True)
class Write:
    """One manager's last write. `fields` is FieldsV1, None where the server keeps none."""

    manager: str
    at: datetime
    fields: Mapping[str, Any] | None = None
    subresource: str = ""

    @property
    def ours(self) -> bool:
        return self.manager == OURS or self.manager.startswith(f"{OURS}-")

    @property
    def controller(self) -> bool:
        return not _GITOPS.match(self.manager) and bool(_CONTROLLER.match(self.manager))

    @property
    def outside(self) -> bool:
        """Somebody else's: neither Tocsin's nor a controller's."""
        return not self.ours and not self.controller

    @property
    def who(self) -> str:
        return TOCSIN if self.ours else self.manager

    @property
    def mark(self) -> str:
        """Tells this write from the manager's earlier ones."""
        return f"{self.manager}@{self.at:%Y%m%d%H%M%S}"

    def touches(self, *path: str) -> bool:
        """Whether it wrote that field, `spec`, `template`; without known fields it may have."""
        at: Any = self.fields
        if at is None:
            return not self.subresource or (self.subresource == "scale" and path == ("spec", "replicas"))
        for name in path:
            if not isinstance(at, Mapping) or f"f:{name}" not in at:
                return False
            at = at[f"f:{name}"]
        return True

    @property
    def scales(self) -> bool:
        """Whether the number of replicas is all it wrote."""
        if self.subresource == "scale":
            return True
        spec = (self.fields or {}).get("f:spec")
        others = set(self.fields or ()) - {"f:spec"}
        return not others and isinstance(spec, Mapping) and set(spec) == {"f:replicas"}


def writes(meta: Mapping[str, Any]) -> list[Write]:
    """Everybody's last write to more than the status, the newest first."""
    found = [
        Write(
            str(one.get("manager") or ""), moment(str(one["time"])), one.get("fieldsV1"),
            str(one.get("subresource") or ""),
        )
        for one in meta.get("managedFields") or []
        if one.get("time") and not _status_only(one)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)


def by_people(meta: Mapping[str, Any]) -> list[Write]:
    """`writes` without the controllers': those of others, and Tocsin's own."""
    return [one for one in writes(meta) if not one.controller]


def created(meta: Mapping[str, Any]) -> datetime:
    return moment(str(meta["creationTimestamp"]))


def elects(meta: Mapping[str, Any]) -> bool:
    """Whether it is only there for replicas of something to agree who leads, or the cluster's own."""
    notes: Mapping[str, Any] = meta.get("annotations") or {}
    return "control-plane.alpha.kubernetes.io/leader" in notes or meta.get("name") == "kube-root-ca.crt"


def near(found: Sequence[Write], at: datetime, seconds: float) -> Write | None:
    """The write next to `at`, at most so many seconds away."""
    close = [one for one in found if abs((one.at - at).total_seconds()) <= seconds]
    return min(close, key=lambda one: abs((one.at - at).total_seconds()), default=None)


def _status_only(entry: Mapping[str, Any]) -> bool:
    if entry.get("subresource") == "status":
        return True
    fields = entry.get("fieldsV1")
    return isinstance(fields, Mapping) and bool(fields) and set(fields) <= {"f:status"}
