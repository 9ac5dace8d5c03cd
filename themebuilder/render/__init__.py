"""A complete theme into the files of its two packages. Pure."""
