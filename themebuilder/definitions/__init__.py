"""YAML definitions: read, checked against their schema, and resolved to complete themes."""
