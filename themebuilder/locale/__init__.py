"""Translations of the tool's messages: one ``.po`` file for each package that has messages."""
