"""Kinds that runbooks ask for and add-ons bring: cert-manager's and Velero's. Called by `describe`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import age_of
from bot.actions.reading.describe.lines import NONE, conditions, due, grid, head, line, marks, several, when
from bot.actions.reading.discovery import newest
from bot.actions.reading.lists import objects_of
from bot.errors import Permanent
from bot.ports import Kube

CERTS, VELERO = "cert-manager.io", "velero.io"
_MOST = 5
_OF = "cert-manager.io/certificate-name"
_SCHEDULE = "velero.io/schedule-name"


async def certificate(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    issuer = spec.get("issuerRef") or {}
    text = head(obj) + marks(obj) + line("Secret", spec.get("secretName"))
    text += line("Issuer", f"{issuer.get('kind', 'Issuer')}/{issuer.get('name')}")
    names = [*([spec["commonName"]] if spec.get("commonName") else []), *(spec.get("dnsNames") or [])]
    text += several("DNS Names", [str(name) for name in dict.fromkeys(names)])
    for title, field in (
        ("Not Before", "notBefore"),
        ("Not After", "notAfter"),
        ("Renewal Time", "renewalTime"),
    ):
        text += line(title, due(status.get(field), now))
    if status.get("failedIssuanceAttempts"):
        text += line("Failed attempts", status["failedIssuanceAttempts"])
    text += (
        line("Last failure", when(status["lastFailureTime"], now)) if status.get("lastFailureTime") else ""
    )
    text += line("Revision", status["revision"]) if status.get("revision") else ""
    return text + conditions(status, now) + await _requests(kube, obj, now)


async def _requests(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    """The last requests for it: why an issuer refuses stands there, not in the Certificate."""
    found = await _newest(kube, obj, "certificaterequests", {})
    name = obj["metadata"]["name"]
    own = [one for one in found if (one["metadata"].get("annotations") or {}).get(_OF) == name]
    rows = []
    for one in own[:_MOST]:
        held = (one.get("status") or {}).get("conditions") or [{}]
        last = next((each for each in held if each.get("type") == "Ready"), held[-1])
        said = " ".join(str(last.get("message") or "").split())
        rows.append((one["metadata"]["name"], last.get("reason") or "", _age(one, now), said))
    return grid("Requests", ("Name", "Reason", "Age", "Message"), rows) if rows else ""


async def backup(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    text = head(obj) + marks(obj) + _outcome(status)
    text += line("Storage Location", spec.get("storageLocation") or NONE) + line(
        "TTL", spec.get("ttl") or NONE
    )
    text += _chosen(spec) + _times(status, now)
    text += line("Expiration", due(status["expiration"], now)) if status.get("expiration") else ""
    return text + _progress(status, "itemsBackedUp", "backed up")


async def restore(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    text = (
        head(obj)
        + marks(obj)
        + line("Backup", spec.get("backupName") or f"schedule {spec.get('scheduleName')}")
    )
    text += _outcome(status) + _chosen(spec) + _times(status, now)
    return text + _progress(status, "itemsRestored", "restored")


async def schedule(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    template = spec.get("template") or {}
    text = head(obj) + marks(obj) + _outcome(status) + line("Schedule", spec.get("schedule"))
    text += line("Paused", "yes") if spec.get("paused") else ""
    text += line("Last Backup", when(status["lastBackup"], now) if status.get("lastBackup") else "never")
    text += line("TTL", template.get("ttl") or NONE) + _chosen(template)
    found = await _newest(kube, obj, "backups", {"labelSelector": f"{_SCHEDULE}={obj['metadata']['name']}"})
    rows = []
    for one in found[:_MOST]:
        held = one.get("status") or {}
        rows.append(
            (one["metadata"]["name"], held.get("phase") or "New", held.get("errors") or 0, _age(one, now))
        )
    return text + grid("Backups", ("Name", "Phase", "Errors", "Age"), rows)


def _outcome(status: Mapping[str, Any]) -> str:
    text = line("Phase", status.get("phase") or "New")
    text += line("Errors", status.get("errors") or 0) + line("Warnings", status.get("warnings") or 0)
    if status.get("failureReason"):
        text += line("Failure", " ".join(str(status["failureReason"]).split()))
    wrong = [" ".join(str(one).split()) for one in status.get("validationErrors") or []]
    return text + (several("Validation errors", wrong[:_MOST]) if wrong else "")


def _chosen(spec: Mapping[str, Any]) -> str:
    return "".join(
        line(title, ", ".join(map(str, spec.get(field) or [])) or none)
        for title, field, none in (
            ("Namespaces", "includedNamespaces", "*"), ("Without namespaces", "excludedNamespaces", NONE),
            ("Resources", "includedResources", "*"), ("Without resources", "excludedResources", NONE),
        )
    )  # fmt: skip


def _times(status: Mapping[str, Any], now: datetime) -> str:
    done = status.get("completionTimestamp")
    return line("Started", when(status.get("startTimestamp"), now)) + line(
        "Completed", when(done, now) if done else "not yet"
    )


def _progress(status: Mapping[str, Any], field: str, word: str) -> str:
    progress = status.get("progress") or {}
    return (
        line("Items", f"{progress.get(field, 0)} of {progress.get('totalItems', '?')} {word}")
        if progress
        else ""
    )


async def _newest(
    kube: Kube, obj: Mapping[str, Any], plural: str, query: Mapping[str, str | int]
) -> Sequence[Mapping[str, Any]]:
    """Objects of a kind beside `obj` and of its group, the youngest first; none when they cannot be read."""
    group = str(obj.get("apiVersion") or "").partition("/")[0]
    resource = newest(await kube.resources(), group, plural)
    if resource is None:
        return []
    try:
        found = await objects_of(kube, resource.path(obj["metadata"].get("namespace", "")), query)
    except Permanent:
        return []
    return sorted(found, key=lambda one: str(one["metadata"].get("creationTimestamp")), reverse=True)


def _age(one: Mapping[str, Any], now: datetime) -> str:
    return age_of(one["metadata"].get("creationTimestamp"), now)
