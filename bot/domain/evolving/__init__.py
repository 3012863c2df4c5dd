"""The branches of `evolve`, one file a family of events."""
