"""`python -m sandbox.drill`: a whole incident played through Slack's wire, told while it happens.

It starts the sandbox in its own process and the product as a process of its own, which it may kill; then
people type, click and fill in forms, and what the product answered is read back from the wire, checked and
printed. `folder` is where the drill lives on disk, `product` the process under test, `cluster` the Kubernetes
it works on, `wire` the driver over HTTP, `text` what a reader sees of a message, `teller` the printed page,
`stage` what people can do; the acts of the play are in `opening`, `change`, `record`, `silence` and `ending`.
Called by `make demo` and by the scene tests.
"""
