"""Deliver packages to a Pexip Infinity deployment: plan, publish, verify, go back, clear up."""
