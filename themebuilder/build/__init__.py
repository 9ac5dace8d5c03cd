"""Finished packages on disk, with their checksums and their catalogue."""

from themebuilder.build.building import BuiltTheme, Order, Outcome, WorkerKilledError, build

__all__ = ["BuiltTheme", "Order", "Outcome", "WorkerKilledError", "build"]
