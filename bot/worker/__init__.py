"""What goes out: effects (one function a kind of job), the loop that runs them, the clockwork."""
