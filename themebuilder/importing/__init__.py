"""From packages to definitions, and the comparison of packages.

`package_reader` reads a package from a zip or folder. `importer` plans an import: the `from_*`
modules fill a draft of a theme, `match_library` and `patching` add what the definition needs to build
to the same package, and `yaml_writer` writes it. `compare_inputs`
and `diff_report` show how two packages differ. `learning` reads what files say about the
platform. Start with `importer.plan_import`.
"""
