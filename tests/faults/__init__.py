"""Commands as real processes, to which something happens."""
