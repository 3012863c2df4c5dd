"""Deployments, stateful sets, daemon sets and replica sets: replicas, selectors, strategies, what stays
fixed.
"""

import re
from typing import Any

from sandbox.cluster.selectors import matches
from sandbox.cluster.status import (
    JSON,
    Cause,
    Go,
    forbidden_value,
    invalid_value,
    quoted,
    required,
    unsupported,
)
from sandbox.cluster.validate import meta
from sandbox.cluster.validate.pods import pod_spec

_PERCENT = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
    "regex used for validation is '[0-9]+%')"
)
_ABOVE_ZERO = "must be greater than or equal to 0"
_STATEFUL_FIXED = (
    "updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' "
    "are forbidden"
)


def deployment(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    causes = [*_counts(spec, "replicas"), *_selector(spec), *_template(spec)]
    causes += [
        *_strategy(spec.get("strategy", {})),
        *_counts(spec, "minReadySeconds", "revisionHistoryLimit"),
    ]
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        causes += _counts(spec, "progressDeadlineSeconds")
        if deadline <= spec.get("minReadySeconds", 0):
            detail = "must be greater than minReadySeconds"
            causes.append(invalid_value("spec.progressDeadlineSeconds", deadline, detail))
    return causes


def replica_set(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    return [*_counts(spec, "replicas", "minReadySeconds"), *_selector(spec), *_template(spec)]


def stateful_set(thing: JSON) -> list[Cause]:
    """Here the server looks into the pods only as far as the restart policy."""
    spec = thing.get("spec", {})
    causes = []
    if spec.get("podManagementPolicy") not in ("OrderedReady", "Parallel"):
        detail = "must be 'OrderedReady' or 'Parallel'"
        causes.append(invalid_value("spec.podManagementPolicy", spec.get("podManagementPolicy"), detail))
    partition = spec.get("updateStrategy", {}).get("rollingUpdate", {}).get("partition", 0)
    if partition < 0:
        causes.append(invalid_value("spec.updateStrategy.rollingUpdate.partition", partition, _ABOVE_ZERO))
    causes += [*_counts(spec, "replicas"), *_selector(spec)]
    return [*causes, *_fits(spec), *_restarts(spec)]


def daemon_set(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    causes = [*_fits(spec), *_template_pods(spec), *_restarts(spec), *_counts(spec, "minReadySeconds")]
    rolling = spec.get("updateStrategy", {}).get("rollingUpdate", {})
    causes += _bound(rolling.get("maxUnavailable"), "spec.updateStrategy.rollingUpdate.maxUnavailable")
    return [*causes, *_counts(spec, "revisionHistoryLimit")]


def selector_kept(thing: JSON, before: JSON) -> list[Cause]:
    if thing["spec"].get("selector") == before["spec"].get("selector"):
        return []
    selector = thing["spec"].get("selector")
    shown = "null" if selector is None else Go(_go_selector(selector))
    return [invalid_value("spec.selector", shown, "field is immutable")]


def stateful_set_kept(thing: JSON, before: JSON) -> list[Cause]:
    changed = {k for k in {*thing["spec"], *before["spec"]} if thing["spec"].get(k) != before["spec"].get(k)}
    if changed <= {"replicas", "template", "updateStrategy"}:
        return []
    return [forbidden_value("spec", _STATEFUL_FIXED)]


def _counts(spec: JSON, *names: str) -> list[Cause]:
    return [invalid_value(f"spec.{name}", spec[name], _ABOVE_ZERO) for name in names if spec.get(name, 0) < 0]


def _selector(spec: JSON) -> list[Cause]:
    selector = spec.get("selector")
    if selector is None:
        return [required("spec.selector")]
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        return [
            invalid_value(
                "spec.selector", Go(_go_selector(selector)), "empty selector is invalid for deployment"
            )
        ]
    return []


def _template(spec: JSON) -> list[Cause]:
    return [*_fits(spec), *_template_pods(spec), *_restarts(spec)]


def _fits(spec: JSON) -> list[Cause]:
    labels = spec.get("template", {}).get("metadata", {}).get("labels", {})
    selector = spec.get("selector")
    if selector is not None and matches(selector, labels):
        return []
    detail = "`selector` does not match template `labels`"
    return [invalid_value("spec.template.metadata.labels", Go(_go_labels(labels)), detail)]


def _template_pods(spec: JSON) -> list[Cause]:
    template = spec.get("template", {})
    words = meta.words(template.get("metadata", {}), "spec.template.metadata")
    return [*words, *pod_spec(template.get("spec", {}), "spec.template.spec")]


def _restarts(spec: JSON) -> list[Cause]:
    policy = spec.get("template", {}).get("spec", {}).get("restartPolicy")
    if policy == "Always":
        return []
    return [unsupported("spec.template.spec.restartPolicy", policy, ["Always"])]


def _strategy(strategy: JSON) -> list[Cause]:
    rolling = strategy.get("rollingUpdate")
    match strategy.get("type"):
        case "Recreate":
            detail = "may not be specified when strategy `type` is 'Recreate'"
            return [forbidden_value("spec.strategy.rollingUpdate", detail)] if rolling is not None else []
        case "RollingUpdate":
            return _rolling(rolling or {})
        case unknown:
            shown = Go(f"apps.DeploymentStrategy{{Type:{quoted(str(unknown))}}}")
            return [unsupported("spec.strategy", shown, ["Recreate", "RollingUpdate"])]


def _rolling(rolling: JSON) -> list[Cause]:
    where = "spec.strategy.rollingUpdate"
    causes = [
        cause
        for name in ("maxUnavailable", "maxSurge")
        for cause in _bound(rolling.get(name), f"{where}.{name}")
    ]
    if not causes and _is_zero(rolling.get("maxUnavailable")) and _is_zero(rolling.get("maxSurge")):
        shown = Go(_int_or_string(rolling.get("maxUnavailable")))
        causes.append(invalid_value(f"{where}.maxUnavailable", shown, "may not be 0 when `maxSurge` is 0"))
    return causes


def _bound(value: Any, where: str) -> list[Cause]:
    """A number of pods, or a percentage of them."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]+%", value):
        return [invalid_value(where, Go(_int_or_string(value)), _PERCENT)]
    if isinstance(value, int) and value < 0:
        return [invalid_value(where, value, _ABOVE_ZERO)]
    return []


def _is_zero(value: Any) -> bool:
    return value in (0, "0%")


def _int_or_string(value: Any) -> str:
    if isinstance(value, str):
        return f"intstr.IntOrString{{Type:1, IntVal:0, StrVal:{quoted(value)}}}"
    return f'intstr.IntOrString{{Type:0, IntVal:{value}, StrVal:""}}'


def _go_labels(labels: dict[str, str]) -> str:
    if not labels:
        return "map[string]string(nil)"
    return f"map[string]string{{{', '.join(f'{quoted(k)}:{quoted(v)}' for k, v in sorted(labels.items()))}}}"


def _go_selector(selector: JSON) -> str:
    expressions = ", ".join(
        f"v1.LabelSelectorRequirement{{Key:{quoted(e['key'])}, Operator:{quoted(e['operator'])}, "
        f"Values:[]string{{{', '.join(quoted(v) for v in e.get('values', []))}}}}}"
        for e in selector.get("matchExpressions", [])
    )
    shown = (
        f"[]v1.LabelSelectorRequirement{{{expressions}}}"
        if expressions
        else "[]v1.LabelSelectorRequirement(nil)"
    )
    labels = _go_labels(selector.get("matchLabels", {}))
    return f"v1.LabelSelector{{MatchLabels:{labels}, MatchExpressions:{shown}}}"
