"""Fixtures of the scenes about clusters, which several files share."""

from tests.scenes.grounds import ground, ops, released

__all__ = ["ground", "ops", "released"]
