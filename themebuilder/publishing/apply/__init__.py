"""Carry out a plan, verify it, and roll it back.

Start reading in `publish.py`.
"""
