"""What stands outside the node and names its themes: booking templates, and other systems. Read only.

Start reading in `outside_users.py`.
"""
