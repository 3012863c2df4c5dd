"""What can be done to clusters: each action declared once, with the functions that read, plan and judge.

`registry` holds them all; `kit` says what they are given and what they give back. They speak to ports,
never to our rows or screens. Called by the worker's effects.
"""
