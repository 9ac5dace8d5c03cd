"""Changes of definitions: where they go, the draft that collects them, and the files they change.

`yaml_editor` changes values inside a file and leaves all other bytes. `scopes` finds the file of a
change, `draft` keeps changes that aren't saved yet, `saving` writes them.
"""
