"""Self-gated units: the argument times a sigmoid of it."""
