"""The two packages of a theme, Webapp3 branding and service theme: rendered, packed and read back.

Start with `webapp3.render` and `service_theme.render`, which turn a theme into files; `keys` has what
both need of a definition. `zip_writer.pack` turns files into bytes, `zip_reader` bytes into files, also
those of packages that others made, with `names` for the limits and the names in them.
`json_reader` reads the JSON inside. `model` names the files of a package, `differences` compares two
packages by meaning.
"""
