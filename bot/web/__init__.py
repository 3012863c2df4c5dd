"""The web door. Now: the two health pages an orchestrator asks for."""
