"""Tocsin: a bot that runs incident channels. The map of the rooms is in docs/architecture.md."""
