"""The catalogue: one folder a system, its `system.yaml` checked and turned into the domain's `System`.

The composition root loads it once at start; `tocsin check` prints what is wrong with it, line by line.
"""
