"""The Slack door: what people type and click becomes a command of the domain, and nothing else.

`grammar` reads (pure; the terminal uses it too), `register` hangs seven total routers into Bolt, and
the other modules hold one short function for every thing a person can do. Called by `app`.
"""
