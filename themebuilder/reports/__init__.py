"""Findings in every format, and the accessibility report."""
