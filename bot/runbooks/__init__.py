"""Reads what people and documents write into typed calls: pure, and nothing it does not know is let through.

`calls` reads one command, given as words, into the `Call` it means.
"""
