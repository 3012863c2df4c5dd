"""The three telling cells of a pod: how many are ready, what is the matter, how often it restarted."""

from sandbox.cluster.tables.cells import Look


def ready(o: Look) -> str:
    statuses = o.status.get("containerStatuses", [])
    return f"{sum(bool(s.get('ready')) for s in statuses)}/{len(o.spec.get('containers', []))}"


def restarts(o: Look) -> int:
    return sum(s.get("restartCount", 0) for s in o.status.get("containerStatuses", []))


def status(o: Look) -> str:
    """The phase, or a more telling reason from the last container that has one."""
    reason = o.status.get("reason") or o.status.get("phase", "")
    running = False
    for container in reversed(o.status.get("containerStatuses", [])):
        state = container.get("state", {})
        if state.get("waiting", {}).get("reason"):
            reason = state["waiting"]["reason"]
        elif "terminated" in state:
            ended = state["terminated"]
            reason = ended.get("reason") or f"ExitCode:{ended.get('exitCode', 0)}"
        elif container.get("ready") and "running" in state:
            running = True
    if reason == "Completed" and running:
        reason = "Running"
    if o.meta.get("deletionTimestamp"):
        reason = "Unknown" if o.status.get("reason") == "NodeLost" else "Terminating"
    return str(reason)
