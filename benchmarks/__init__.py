"""Measurements: ratios of one thing against another in the same run, never absolute times."""
