"""Kubernetes' API. `open_clusters` is what `app` uses; the others know `ports.Clusters`."""

from bot.ports.kubernetes.clusters import KubeClusters, open_clusters

__all__ = ["KubeClusters", "open_clusters"]
