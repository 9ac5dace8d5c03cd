"""Bring in what exists: packages of other hands are read, listed, compared and made into definitions."""
