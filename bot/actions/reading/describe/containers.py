"""Containers of a pod or of a pod template: image, state, probes, resources, environment, mounts.

Called by the describers of pods and workloads. Values that look secret were masked before they come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import NONE, line, when


def containers(
    spec: Mapping[str, Any], status: Mapping[str, Any] | None, now: datetime, indent: int = 2
) -> str:
    """All containers of `spec`, the init ones first; with `status` how each stands."""
    text = ""
    for title, field, states in (
        ("Init Containers", "initContainers", "initContainerStatuses"),
        ("Containers", "containers", "containerStatuses"),
        ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
    ):
        listed = spec.get(field) or []
        known = {one["name"]: one for one in (status or {}).get(states) or []}
        if listed:
            text += f"{' ' * (indent - 2)}{title}:\n"
        text += "".join(_container(one, known.get(one["name"]), now, indent) for one in listed)
    return text


def _container(one: Mapping[str, Any], state: Mapping[str, Any] | None, now: datetime, indent: int) -> str:
    pad = indent + 2
    text = f"{' ' * indent}{one['name']}:\n" + line("Image", one.get("image"), pad)
    ports = [f"{port['containerPort']}/{port.get('protocol', 'TCP')}" for port in one.get("ports") or []]
    if ports:
        text += line("Ports" if len(ports) > 1 else "Port", ", ".join(ports), pad)
    for title, field in (("Command", "command"), ("Args", "args")):
        if one.get(field):
            text += f"{' ' * pad}{title}:\n" + "".join(f"{' ' * pad}  {_flat(word)}\n" for word in one[field])
    if state is not None:
        text += _state("State", state.get("state"), now, pad)
        text += _state("Last State", state.get("lastState"), now, pad)
        text += line("Ready", bool(state.get("ready")), pad) + line(
            "Restart Count", state.get("restartCount", 0), pad
        )
    text += _resources(one.get("resources") or {}, pad)
    for title in ("Liveness", "Readiness", "Startup"):
        if probe := one.get(f"{title.lower()}Probe"):
            text += line(title, _probe(probe), pad)
    return text + _environment(one, pad) + _mounts(one.get("volumeMounts") or [], pad)


def _state(title: str, state: Mapping[str, Any] | None, now: datetime, pad: int) -> str:
    """`Waiting` with its reason; `Terminated` with reason, exit code and times."""
    if not state:
        return "" if title == "Last State" else line(title, "Waiting", pad)
    name = next(iter(state))
    held = state[name] or {}
    text = line(title, name.capitalize(), pad)
    for label, field in (
        ("Reason", "reason"),
        ("Message", "message"),
        ("Exit Code", "exitCode"),
        ("Signal", "signal"),
    ):
        if held.get(field) not in (None, ""):
            text += line(label, _flat(held[field]), pad + 2)
    for label, field in (("Started", "startedAt"), ("Finished", "finishedAt")):
        if held.get(field):
            text += line(label, when(held[field], now), pad + 2)
    return text


def _resources(resources: Mapping[str, Any], pad: int) -> str:
    text = ""
    for title in ("Limits", "Requests"):
        if values := resources.get(title.lower()):
            text += f"{' ' * pad}{title}:\n"
            text += "".join(line(name, values[name], pad + 2) for name in sorted(values))
    return text


def _probe(probe: Mapping[str, Any]) -> str:
    times = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 1)}s "
        f"period={probe.get('periodSeconds', 10)}s #success={probe.get('successThreshold', 1)} "
        f"#failure={probe.get('failureThreshold', 3)}"
    )
    if "exec" in probe:
        return f"exec {_flat(probe['exec'].get('command') or [])} {times}"
    if "httpGet" in probe:
        asked = probe["httpGet"]
        scheme = str(asked.get("scheme", "HTTP")).lower()
        return (
            f"http-get {scheme}://{asked.get('host', '')}:{asked.get('port')}{asked.get('path', '')} {times}"
        )
    if "tcpSocket" in probe:
        return f"tcp-socket {probe['tcpSocket'].get('host', '')}:{probe['tcpSocket'].get('port')} {times}"
    if "grpc" in probe:
        return f"grpc <pod>:{probe['grpc'].get('port')} {probe['grpc'].get('service') or ''} {times}"
    return f"unknown {times}"


def _environment(one: Mapping[str, Any], pad: int) -> str:
    text = ""
    if sources := one.get("envFrom"):
        text += f"{' ' * pad}Environment Variables from:\n"
        text += "".join(f"{' ' * pad}  {_source(source)}\n" for source in sources)
    if not one.get("env"):
        return text or line("Environment", NONE, pad)
    text += f"{' ' * pad}Environment:\n"
    return text + "".join(line(var["name"], _value(var), pad + 2) for var in one["env"])


def _source(source: Mapping[str, Any]) -> str:
    kind, held = ("ConfigMap", source["configMapRef"]) if "configMapRef" in source else (
        "Secret", source.get("secretRef") or {}
    )  # fmt: skip
    prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
    return f"{held.get('name')}\t{kind}{prefix}\tOptional: {str(bool(held.get('optional'))).lower()}"


def _value(var: Mapping[str, Any]) -> str:
    source = var.get("valueFrom")
    if not source:
        return _flat(var.get("value", ""))
    for field, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "config map")):
        if held := source.get(field):
            optional = str(bool(held.get("optional"))).lower()
            return (
                f"<set to the key '{held.get('key')}' in {kind} '{held.get('name')}'>\tOptional: {optional}"
            )
    if held := source.get("fieldRef"):
        return f"({held.get('apiVersion', 'v1')}:{held.get('fieldPath')})"
    if held := source.get("resourceFieldRef"):
        return f"({held.get('resource')})"
    return "<set from elsewhere>"


def _mounts(mounts: Iterable[Mapping[str, Any]], pad: int) -> str:
    lines = sorted(
        f"{' ' * pad}  {one['mountPath']} from {one['name']} ({'ro' if one.get('readOnly') else 'rw'})\n"
        for one in mounts
    )
    return f"{' ' * pad}Mounts:\n{''.join(lines)}" if lines else line("Mounts", NONE, pad)


def _flat(value: Any) -> str:
    """One line, whatever it was: a tab or a line break would tear the columns."""
    return str(value).replace("\t", " ").replace("\n", "\\n")
