"""Pods and pod templates: containers, images, environment, ports, mounts, resources."""

import re

from sandbox.cluster import quantity
from sandbox.cluster.status import (
    JSON,
    Cause,
    cloned,
    forbidden_value,
    invalid_value,
    quoted,
    required,
    unsupported,
)
from sandbox.cluster.validate.meta import label_name

_ENV_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*"
_ENV = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or "
    "'.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for "
    "validation is "
    f"'{_ENV_NAME}')"
)
_FIXED = (
    "pod updates may not change fields other than `spec.containers[*].image`, "
    "`spec.initContainers[*].image`, "
    "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)"
)


def pod(thing: JSON) -> list[Cause]:
    return pod_spec(thing.get("spec", {}), "spec")


def pod_kept(thing: JSON, before: JSON) -> list[Cause]:
    """Only images, the deadline and more tolerations may change; the server adds a Go diff the sandbox
    leaves out.
    """
    now, then = cloned(thing["spec"]), cloned(before["spec"])
    for spec in (now, then):
        spec.pop("activeDeadlineSeconds", None)
        spec.pop("tolerations", None)
        for container in [*spec.get("containers", []), *spec.get("initContainers", [])]:
            container.pop("image", None)
    if len(now.get("containers", [])) != len(then["containers"]):
        return [forbidden_value("spec.containers", "pod updates may not add or remove containers")]
    return [] if now == then else [forbidden_value("spec", _FIXED)]


def pod_spec(spec: JSON, where: str) -> list[Cause]:
    volumes = {volume.get("name", "") for volume in spec.get("volumes", [])}
    causes = []
    for i, volume in enumerate(spec.get("volumes", [])):
        name = volume.get("name", "")
        at = f"{where}.volumes[{i}].name"
        causes += label_name(at, name) if name else [required(at)]
    if not spec.get("containers"):
        causes.append(required(f"{where}.containers"))
    causes += _containers(spec.get("containers", []), f"{where}.containers", volumes)
    causes += _containers(spec.get("initContainers", []), f"{where}.initContainers", volumes)
    if spec.get("restartPolicy") not in ("Always", "OnFailure", "Never"):
        policies = ["Always", "OnFailure", "Never"]
        causes.append(unsupported(f"{where}.restartPolicy", spec.get("restartPolicy"), policies))
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        value = spec["terminationGracePeriodSeconds"]
        causes.append(_negative(f"{where}.terminationGracePeriodSeconds", value))
    return causes


def _negative(where: str, value: int) -> Cause:
    return invalid_value(where, value, "must be greater than or equal to 0")


def _containers(given: list[JSON], where: str, volumes: set[str]) -> list[Cause]:
    causes, seen = [], set()
    for i, container in enumerate(given):
        at, name = f"{where}[{i}]", container.get("name", "")
        if not name:
            causes.append(required(f"{at}.name"))
        elif name in seen:
            causes.append(Cause("FieldValueDuplicate", f"Duplicate value: {quoted(name)}", f"{at}.name"))
        else:
            causes += label_name(f"{at}.name", name)
        seen.add(name)
        causes += _container(container, at, volumes)
    return causes


def _container(container: JSON, at: str, volumes: set[str]) -> list[Cause]:
    causes = []
    if not container.get("image"):
        causes.append(required(f"{at}.image"))
    policy = container.get("imagePullPolicy")
    if policy not in ("Always", "IfNotPresent", "Never"):
        causes.append(unsupported(f"{at}.imagePullPolicy", policy, ["Always", "IfNotPresent", "Never"]))
    for i, port in enumerate(container.get("ports", [])):
        causes += _port(port, f"{at}.ports[{i}]")
    for i, variable in enumerate(container.get("env", [])):
        name, here = variable.get("name", ""), f"{at}.env[{i}].name"
        if not name:
            causes.append(required(here))
        elif not re.fullmatch(_ENV_NAME, name):
            causes.append(invalid_value(here, name, _ENV))
    for i, mount in enumerate(container.get("volumeMounts", [])):
        causes += _mount(mount, f"{at}.volumeMounts[{i}]", volumes)
    return [*causes, *_resources(container.get("resources", {}), f"{at}.resources")]


def _port(port: JSON, at: str) -> list[Cause]:
    number = port.get("containerPort", 0)
    causes = []
    if number == 0:
        causes.append(required(f"{at}.containerPort"))
    elif not 1 <= number <= 65535:
        causes.append(invalid_value(f"{at}.containerPort", number, "must be between 1 and 65535, inclusive"))
    if port.get("protocol") not in ("TCP", "UDP", "SCTP"):
        causes.append(unsupported(f"{at}.protocol", port.get("protocol"), ["SCTP", "TCP", "UDP"]))
    return causes


def _mount(mount: JSON, at: str, volumes: set[str]) -> list[Cause]:
    name, causes = mount.get("name", ""), []
    if not name:
        causes.append(required(f"{at}.name"))
    elif name not in volumes:
        causes.append(Cause("FieldValueNotFound", f"Not found: {quoted(name)}", f"{at}.name"))
    if not mount.get("mountPath"):
        causes.append(required(f"{at}.mountPath"))
    return causes


def _resources(resources: JSON, at: str) -> list[Cause]:
    causes = []
    limits, requests = resources.get("limits", {}), resources.get("requests", {})
    for part, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            if quantity.value(amount) < 0:
                where = f"{at}.{part}[{name}]"
                causes.append(invalid_value(where, amount, "must be greater than or equal to 0"))
    for name, amount in requests.items():
        if name in limits and quantity.value(amount) > quantity.value(limits[name]):
            detail = f"must be less than or equal to {name} limit"
            causes.append(invalid_value(f"{at}.requests", amount, detail))
    return causes
