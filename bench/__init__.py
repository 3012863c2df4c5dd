"""The bench: `make bench` measures Tocsin against its budgets, in real processes on a real PostgreSQL.

Nothing here is a test and nothing of the product imports it. Each part is a file of its own with one
function, `measure(ground, quick)`, that gives figures by their keys; `budgets` says which figures there
are and what they may be, `__main__` runs the parts and writes them down.
"""
