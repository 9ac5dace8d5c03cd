"""Plan, publish, verify, roll back and prune on a management node."""
