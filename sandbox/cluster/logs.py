"""What containers say: the pod's annotation, else lines invented second by second. Called by `api` for
`pods/log`.
"""

import base64
from dataclasses import dataclass

from sandbox.cluster.paths import Ask
from sandbox.cluster.status import (
    JSON,
    Cause,
    bad_request,
    forbidden_value,
    invalid,
    invalid_value,
    not_implemented,
)
from sandbox.cluster.store import stamp

TEXT, BYTES = "tocsin.test/log", "tocsin.test/log-base64"
_INVENTED = 200
_CRASHED = ("starting", "FATAL out of memory")


@dataclass(slots=True)
class Options:
    container: str = ""
    tail: int | None = None
    since: int | None = None
    limit: int | None = None
    timestamps: bool = False
    previous: bool = False


def read_options(ask: Ask) -> Options:
    """Raises Refusal for numbers that are none, or make no sense."""
    if ask.flag("follow"):
        raise not_implemented("following a log")
    options = Options(
        ask.option("container"),
        _number(ask, "tailLines"),
        _number(ask, "sinceSeconds"),
        _number(ask, "limitBytes"),
        ask.flag("timestamps"),
        ask.flag("previous"),
    )
    causes = _objections(options)
    if options.since is not None and ask.option("sinceTime"):
        causes.append(forbidden_value("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
    elif ask.option("sinceTime"):
        raise not_implemented("sinceTime of a log")
    if causes:
        raise invalid("PodLogOptions", "", ask.name, causes)
    return options


def _objections(options: Options) -> list[Cause]:
    causes = []
    if options.tail is not None and options.tail < 0:
        causes.append(invalid_value("tailLines", options.tail, "must be greater than or equal to 0"))
    for name, value in (("limitBytes", options.limit), ("sinceSeconds", options.since)):
        if value is not None and value < 1:
            causes.append(invalid_value(name, value, "must be greater than 0"))
    return causes


def _number(ask: Ask, name: str) -> int | None:
    word = ask.option(name)
    if not word:
        return None
    if not word.lstrip("-").isdigit():
        raise bad_request(f'strconv.ParseInt: parsing "{word}": invalid syntax')
    return int(word)


def read(pod: JSON, options: Options, now: float) -> bytes:
    """The log as the kubelet would send it. Raises Refusal (400) where the container is unclear, or not
    running.
    """
    container = _container(pod, options.container)
    raw = pod["metadata"].get("annotations", {}).get(BYTES)
    if raw is not None and not options.previous:
        return _cut(base64.b64decode(raw), options)
    return _cut(_text(pod, container, options, now), options)


def _container(pod: JSON, wanted: str) -> str:
    name, spec = pod["metadata"]["name"], pod["spec"]
    names = [c["name"] for c in [*spec.get("initContainers", []), *spec["containers"]]]
    if not wanted and len(names) > 1:
        message = f"a container name must be specified for pod {name}, choose one of: [{' '.join(names)}]"
        raise bad_request(message)
    if wanted and wanted not in names:
        raise bad_request(f"container {wanted} is not valid for pod {name}")
    return wanted or str(names[0])


def _text(pod: JSON, container: str, options: Options, now: float) -> bytes:
    if options.previous:
        return _joined([(now, line) for line in _previous(pod, container)], options)
    said = pod["metadata"].get("annotations", {}).get(TEXT)
    if said is not None:
        return _joined([(now, line) for line in said.splitlines()], options)
    state = _status(pod, container).get("state", {})
    if "waiting" in state and state["waiting"]["reason"] != "CrashLoopBackOff":
        message = f'container "{container}" in pod "{pod["metadata"]["name"]}" is waiting to start: '
        raise bad_request(message + _waiting_for(state["waiting"]["reason"]))
    age = min(_INVENTED, options.since or _INVENTED)
    return _joined([(now - back, _invented(now - back)) for back in range(age, 0, -1)], options)


def _waiting_for(reason: str) -> str:
    return "trying and failing to pull image" if reason == "ImagePullBackOff" else reason


def _status(pod: JSON, container: str) -> JSON:
    statuses = pod.get("status", {}).get("containerStatuses", [])
    return next((s for s in statuses if s["name"] == container), {})


def _previous(pod: JSON, container: str) -> tuple[str, ...]:
    if not _status(pod, container).get("restartCount"):
        name = pod["metadata"]["name"]
        raise bad_request(f'previous terminated container "{container}" in pod "{name}" not found')
    return _CRASHED


def _invented(second: float) -> str:
    level = "ERROR upstream timed out" if int(second) % 7 == 6 else "INFO request served"
    return f"{stamp(second)} {level} id={int(second)}"


def _joined(lines: list[tuple[float, str]], options: Options) -> bytes:
    if options.timestamps:
        lines = [(at, f"{stamp(at)[:-1]}.000000000Z {line}") for at, line in lines]
    return "".join(f"{line}\n" for _, line in lines).encode()


def _cut(text: bytes, options: Options) -> bytes:
    if options.tail is not None:
        lines = text.splitlines(keepends=True)
        text = b"".join(lines[-options.tail :] if options.tail else [])
    return text if options.limit is None else text[: options.limit]
