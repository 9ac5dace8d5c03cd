"""The pipeline in the order in which it runs: one theme in, two finished packages out."""
