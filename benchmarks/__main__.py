"""``python -m benchmarks``: one table of ratios, all measured in this run."""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import loading
from benchmarks.edit_to_paint import measure
from benchmarks.floor import write_plan
from benchmarks.measuring import OURS, Ratio, Run, compare, generate_themes, run

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Path(folder)
        print(f"{'ratio':<62} {'median':>7}  {'spread':>14}  {'CPU':>5}")
        for ratio in (*_builds(bench), *_many(bench), _help(bench), *_edits(), *_waits()):
            print(ratio, flush=True)


def _builds(bench: Path) -> list[Ratio]:
    out, cache, plan = bench / "out", bench / "cache", bench / "plan.json"
    kept = {"XDG_CACHE_HOME": str(cache)}
    run([*OURS, "-C", ROOT, "build", "-o", out], **kept)
    write_plan(ROOT, out, plan, jobs=2)

    def cold() -> Run:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(cache, ignore_errors=True)
        return run([*OURS, "-C", ROOT, "build", "-j", "2", "-o", out], **kept)

    def bare() -> Run:
        shutil.rmtree(bench / "bare", ignore_errors=True)
        return run([sys.executable, "-m", "benchmarks.bare", plan, bench / "bare"])

    def unchanged() -> Run:
        return run([*OURS, "-C", ROOT, "build", "-j", "2", "-o", out], **kept)

    def check() -> Run:
        return run([*OURS, "-C", ROOT, "check"], **kept)

    against_bare = compare(
        "cold build / only the pictures and the zips", cold, bare, goal=1.3, pairs=5
    )
    return [
        against_bare,
        compare("unchanged build / cold build", unchanged, cold, goal=0.1),
        compare("check of all themes / cold build", check, cold),
    ]


def _many(bench: Path) -> list[Ratio]:
    """Generated themes, to see that time grows with their number and memory stays.

    Nothing comes from a cache, and each theme has pictures of its own.
    """

    def build(count: int, *options: str, out: str = "many") -> Run:
        shutil.rmtree(bench / out, ignore_errors=True)
        workspace = bench / f"themes-{count}"
        return run([*OURS, "-C", workspace, "--no-cache", "build", "-o", bench / out, *options])

    def shards(count: int) -> Run:
        parts = [
            build(count, "-j", "2", "--shard", f"{n}/4", out=f"shard-{n}") for n in range(1, 5)
        ]
        whole, sharded = (
            {file.name: hashlib.sha256(file.read_bytes()).digest() for file in bench.glob(zips)}
            for zips in ("many/*.zip", "shard-*/*.zip")
        )
        if whole != sharded:
            raise SystemExit("The shards together are not the whole.")
        return sum(parts[1:], parts[0])

    runs = {}
    for count in (100, 1000):
        generate_themes(bench / f"themes-{count}", count)
        runs[count] = build(count, "-j", "2")
    small, large = runs[100], runs[1000]
    thousand = shards(1000)
    build(100, "-j", "2")
    sharded = compare(
        "four shards one after the other / the whole, 100 themes",
        lambda: shards(100),
        lambda: build(100, "-j", "2"),
        is_warm=True,
    )
    kept = {"XDG_CACHE_HOME": str(bench / "cache-100")}
    theme = bench / "themes-100" / "themes" / "ward-7.yaml"
    unchanged = theme.read_text()

    def change() -> Run:
        theme.write_text(
            f'{unchanged}texts: {{da: {{meeting.leave: "Forlad {os.urandom(4).hex()}"}}}}\n'
        )
        return run(
            [*OURS, "-C", bench / "themes-100", "build", "-j", "2", "-o", bench / "kept"], **kept
        )

    changed = compare(
        "one changed text among 100 themes / the whole",
        change,
        lambda: build(100, "-j", "2"),
        goal=0.05,
    )
    theme.write_text(unchanged)
    plan = bench / "plan-100.json"
    write_plan(bench / "themes-100", bench / "many", plan, jobs=2)
    return [
        compare(
            "the same for 100 generated themes",
            lambda: build(100, "-j", "2"),
            lambda: run([sys.executable, "-m", "benchmarks.bare", plan, bench / "bare-100"]),
            goal=1.3,
            is_warm=True,
        ),
        sharded,
        Ratio(
            "the same for 1,000 themes",
            [thousand.wall / large.wall],
            1.15,
            f"({thousand.wall:.1f} / {large.wall:.1f} s)",
            [thousand.processor / large.processor],
        ),
        changed,
        Ratio(
            "time for each theme, 1,000 themes / 100 themes",
            [large.wall / small.wall / 10],
            1.3,
            processor=[large.processor / small.processor / 10],
        ),
        Ratio(
            "peak memory of a process, 1,000 themes / 100 themes",
            [large.kilobytes / small.kilobytes],
            1.5,
            f"({large.kilobytes // 1000} MB)",
        ),
        compare(
            "one worker / two workers, 100 themes (goal >= 1.7)",
            lambda: build(100, "-j", "1"),
            lambda: build(100, "-j", "2"),
            is_warm=True,
        ),
    ]


def _edits() -> list[Ratio]:
    """From an edit to the pixels in a browser, beside ``mkdocs serve``."""
    found = measure()
    theirs = found.pop("mkdocs")
    return [
        Ratio(
            f"{way} to pixels, preview / mkdocs serve, {what}",
            [times[what] / theirs[what]],
            1 / 6,
            f"({times[what]:.0f} ms)",
        )
        for way, times in found.items()
        for what in ("median", "p95")
    ]


_MOST = {"switch": 150, "page, cold": 600, "page, warm": 600, "gallery": 2000}
"""Milliseconds that one may wait at most."""


def _waits() -> list[Ratio]:
    """How long one waits for the preview's page, beside a static copy of it."""
    found = []
    for what, (ours, copy) in loading.measure().items():
        ratios = [one / other for one, other in zip(ours, copy, strict=True)]
        taken, most = statistics.median(ours), _MOST.get(what)
        verdict = f"; goal {most} ms: {'ok' if taken <= most else 'MISSED'}" if most else ""
        found.append(
            Ratio(f"{what}, preview / static copy", ratios, note=f"({taken:.0f} ms{verdict})")
        )
    return found


def _help(bench: Path) -> Ratio:
    bare = bench / "bare_click.py"
    bare.write_text(
        "import click\n\n@click.group()\ndef main():\n    '''A program.'''\n\n"
        + "".join(f"@main.command()\ndef c{n}():\n    '''Command {n}.'''\n\n" for n in range(20))
        + "main()\n"
    )
    return compare(
        "--help / --help of a bare click program",
        lambda: run([*OURS, "--help"]),
        lambda: run([sys.executable, bare, "--help"]),
        goal=1.2,
        pairs=15,
    )


if __name__ == "__main__":
    main()
