"""From YAML files to complete themes.

A definition passes through these modules, in this order:

- `loader.read_library` reads all files of a workspace: `yaml_reader` parses them into trees that know
  the place of each value, `schema` checks them, and `schema_problems` explains what doesn't fit.
  The result is a `library.Library`: the workspace's own definitions over those that come with the program.
- `outline.outline_theme` merges a theme with its parents and finds its organisations and settings
  (`inheritance`). An `Outline` has no texts yet, so that a thousand fit into memory.
- `resolver.resolve_theme` fills in the words of each language (`texts`, `values`) and returns a
  `model.Theme`: frozen, with nothing left open. Everything that renders or checks starts from it.

Problems are collected, not raised one by one: a `ThemeError` has all that was found.
"""
