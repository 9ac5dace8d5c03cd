"""The two packages: rendered, packed, and read back."""
