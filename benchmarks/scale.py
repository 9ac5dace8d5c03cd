"""``python -m benchmarks.scale``: builds of more and more themes, without a cache, by two workers."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.measuring import OURS, generate_themes, run


def main() -> None:
    """Print a row for each number of themes; 10,000 of them take minutes and 3 GB on disk."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000, 10_000])
    print(
        f"{'themes':>7} {'seconds':>8} {'ms/theme':>9} {'processors':>11} {'peak MB of a process':>21}"
    )
    for count in parser.parse_args().counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate_themes(folder / "many", count)
            built = run(
                [
                    *OURS,
                    "-C",
                    folder / "many",
                    "--no-cache",
                    "build",
                    "-j",
                    "2",
                    "-o",
                    folder / "out",
                ]
            )
            files = len(list((folder / "out").glob("*.zip")))
            if files != 2 * count:
                raise SystemExit(f"{files} packages instead of {2 * count}.")
        print(
            f"{count:>7,} {built.wall:>8.1f} {1000 * built.wall / count:>9.1f} "
            f"{built.processor / built.wall:>11.2f} {built.kilobytes / 1000:>21.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
