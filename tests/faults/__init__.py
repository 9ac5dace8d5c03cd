"""Commands as real processes that are killed or disturbed."""
