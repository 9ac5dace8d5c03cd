"""The plan: what publishing would change on a node, and why. Nothing here writes.

Start reading in `planner.py`.
"""
