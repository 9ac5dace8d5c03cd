"""Translations of the program's messages: one ``.po`` file for each package that has messages."""
