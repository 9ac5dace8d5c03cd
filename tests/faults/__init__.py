"""What befalls a machine, done to real processes: ``python -m tests.faults --help``."""
