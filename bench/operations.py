"""Changes of a cluster: how long an approved one takes to get there, and what following many of them costs.

The cluster is that of $KUBECONFIG, else the sandbox's own; Slack is the sandbox without limits. `approving`
and `following` measure on one `theatre`, one after the other. Called by `__main__`.
"""

from __future__ import annotations

from contextlib import AsyncExitStack

from bench import approving, cluster, following, theatre
from bench.budgets import Figures
from bench.ground import Ground
from bench.serving import vendor


async def measure(ground: Ground, quick: bool) -> Figures:
    """The figures of both, and which cluster it was."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(vendor(ground, "sandbox", "--no-limits"))
        place = cluster.own()
        if place is None or not place.token:  # the wire can pass on a token, but not a certificate
            place = cluster.sandboxed(slack.facts, ground.folder)
        stage = await stack.enter_async_context(theatre.opened(ground, slack, place))
        figures = await approving.measure(stage, quick)
        figures |= await following.measure(stage, quick)
    return figures | {"operations_cluster": place.name}
