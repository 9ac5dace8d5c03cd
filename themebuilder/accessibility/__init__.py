"""The accessibility report: what was looked at in a theme, what came out, and what nobody looked at."""
