"""A management node and its conferencing nodes: requests, objects, and the state that a plan starts from.

Start reading in `node_state.py`.
"""
