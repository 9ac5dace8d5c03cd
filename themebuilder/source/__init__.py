"""Files on disk, read into trees in which every value knows where it stands."""
