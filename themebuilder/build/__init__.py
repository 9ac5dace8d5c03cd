"""From definitions to finished packages in a folder, with checksums and a catalogue.

Start with `pipeline.build_theme`: one theme, in memory. `builder.build_themes` builds many, in
parallel (`workers`), skips unchanged ones (`stamps`) and writes the folder (`catalogue`).
`checking` finds the problems of definitions; `assets` prepares pictures and recordings.
"""
