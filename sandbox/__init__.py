"""The vendors' side of the wire, run locally: demos, drills and tests talk to it instead of the real ones.

Nothing here imports the product, so the two cannot share a mistake.
"""
