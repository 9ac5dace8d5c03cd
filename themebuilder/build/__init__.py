"""Finished packages on disk, with their checksums and their catalogue."""
