"""The rules of an incident: pure functions over frozen records. No I/O, no clock, no third party.

Read in this order: events (what can have happened), incident (what that adds up to), commands (what
people and the clock ask for), decide (what is allowed and follows), followups (what must be done in
the world), deadlines (what is due next), report (the story told afterwards).
"""
