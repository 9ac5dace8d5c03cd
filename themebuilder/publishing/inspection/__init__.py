"""Facts about a node: its versions, its web app, and probes that settle what nobody has published.

Start reading in `doctor.py`.
"""
