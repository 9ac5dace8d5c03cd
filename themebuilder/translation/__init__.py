"""Texts for translators and speakers, and where each text appears."""
