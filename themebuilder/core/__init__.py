"""What every other package uses; it imports none of them.

Start with `problems`: a `Problem` says which rule is broken, where, and how to fix it; `rules` reads the
rules from ``manual/``. `tree` has values that know their place. `files` writes whole files, `reading`
reads them within limits, and `cache` keeps computed bytes between runs.
"""
