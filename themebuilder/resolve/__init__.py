"""Definitions made into complete themes: inheritance, organisation, texts, wording, dates. Pure."""
