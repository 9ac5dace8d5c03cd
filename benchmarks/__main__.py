"""``python -m benchmarks``: one table of ratios, all measured in this run."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.edit_to_paint import measure
from benchmarks.floor import write_plan
from benchmarks.measuring import Ratio, compare, peak_kilobytes, wall

ROOT = Path(__file__).parent.parent
OURS = [sys.executable, "-m", "themebuilder"]


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Path(folder)
        print(f"{'ratio':<62} {'median':>7}  {'spread':>14}")
        for ratio in (*_builds(bench), *_many(bench), _help(bench), *_edits()):
            print(ratio, flush=True)


def _builds(bench: Path) -> list[Ratio]:
    out, cache, plan = bench / "out", bench / "cache", bench / "plan.json"
    kept = {"XDG_CACHE_HOME": str(cache)}
    wall([*OURS, "-C", ROOT, "build", "-o", out], **kept)
    write_plan(ROOT, out, plan, jobs=2)

    def cold() -> float:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(cache, ignore_errors=True)
        return wall([*OURS, "-C", ROOT, "build", "-j", "2", "-o", out], **kept)

    def bare() -> float:
        shutil.rmtree(bench / "bare", ignore_errors=True)
        return wall([sys.executable, "-m", "benchmarks.bare", plan, bench / "bare"])

    def unchanged() -> float:
        return wall([*OURS, "-C", ROOT, "build", "-j", "2", "-o", out], **kept)

    def check() -> float:
        return wall([*OURS, "-C", ROOT, "check"], **kept)

    against_bare = compare("cold build / only the pictures and the zips", cold, bare, goal=1.3)
    return [
        against_bare,
        compare("unchanged build / cold build", unchanged, cold, goal=0.15),
        compare("check of all themes / cold build", check, cold),
    ]


def _many(bench: Path) -> list[Ratio]:
    """Generated themes, to see that time grows with their number and memory stays."""
    kept = {"XDG_CACHE_HOME": str(bench / "many-cache")}
    seconds: dict[int, float] = {}
    peaks: dict[int, int] = {}
    for count in (10, 100, 1000):
        workspace = _generated(bench / f"many-{count}", count)
        command = [*OURS, "-C", workspace, "build", "-j", "2", "-o", bench / f"many-out-{count}"]
        seconds[count] = wall(command, **kept)
        peaks[count] = peak_kilobytes(command, **kept)
        shutil.rmtree(bench / f"many-out-{count}")
    workspace = bench / "many-100"
    fresh = [*OURS, "-C", workspace, "--no-cache", "build"]
    one = wall([*fresh, "-j", "1", "-o", bench / "one"])
    two = wall([*fresh, "-j", "2", "-o", bench / "two"])
    grown = seconds[1000] / seconds[100] / 10
    plan = bench / "plan-100.json"
    write_plan(workspace, bench / "two", plan, jobs=2)
    many = compare(
        "the same for 100 generated themes",
        lambda: wall([*fresh, "-j", "2", "-o", bench / "two"]),
        lambda: wall([sys.executable, "-m", "benchmarks.bare", plan, bench / "bare-100"]),
        goal=1.3,
        pairs=3,
    )
    return [
        many,
        _shards(bench, fresh, bench / "two"),
        Ratio("time for each theme, 1,000 themes / 100 themes", grown, grown, grown, 1.3),
        Ratio(
            "peak memory of a process, 1,000 themes / 100 themes",
            peaks[1000] / peaks[100],
            peaks[1000] / peaks[100],
            peaks[1000] / peaks[100],
            1.5,
            f"({peaks[1000] // 1000} MB)",
        ),
        Ratio(
            "one worker / two workers, 100 themes (goal >= 1.7)",
            one / two,
            one / two,
            one / two,
            None,
        ),
    ]


def _shards(bench: Path, fresh: list[object], whole: Path) -> Ratio:
    """Four builds of a quarter each: how much longer they take, once their bytes are the whole's."""
    parts = bench / "shards"
    folders = [parts / str(number) for number in range(1, 5)]
    taken = sum(
        wall([*fresh, "-j", "2", "--shard", f"{folder.name}/4", "-o", folder]) for folder in folders
    )
    expected = {file.name: file.read_bytes() for file in whole.glob("*.zip")}
    made = {file.name: file.read_bytes() for file in parts.glob("*/*.zip")}
    if made != expected:
        raise SystemExit("The shards together are not the whole.")
    ratio = taken / wall([*fresh, "-j", "2", "-o", whole])
    note = f"({len(made)} packages, the same bytes)"
    return Ratio("four shards one after the other / the whole", ratio, ratio, ratio, None, note)


def _generated(folder: Path, count: int) -> Path:
    (folder / "themes" / "organisations").mkdir(parents=True)
    (folder / "themes" / "workspace.yaml").write_text("workspace: many\n")
    (folder / "themes" / "organisations" / "clinic.yaml").write_text(
        "organisation: clinic\nname: Clinic\npart_of: faelles\n"
    )
    for number in range(count):
        # A hundred colours, so that pictures are shared as among real themes.
        color = f"#2{number % 10}6{number // 10 % 10}94"
        (folder / "themes" / f"ward-{number}.yaml").write_text(
            f"theme: ward-{number}\ntitle: Ward {number}\nextends: borger\norganisation: clinic\n"
            f'brand: {{name: Ward {number}, color: "{color}"}}\nwebapp: {{path: ward-{number}}}\n'
        )
    return folder


def _edits() -> list[Ratio]:
    """From the save of a file to the pixels in a browser, beside ``mkdocs serve``."""
    found = measure()
    note = f"({found['preview median']:.0f} ms, p95 {found['preview p95']:.0f} ms)"
    rows = (("median", 1 / 6, note), ("p95", None, ""))
    return [
        Ratio(
            f"save to pixels, preview / mkdocs serve, {what}",
            1 / faster,
            1 / faster,
            1 / faster,
            goal,
            said,
        )
        for what, goal, said in rows
        for faster in (found[f"times faster, {what}"],)
    ]


def _help(bench: Path) -> Ratio:
    bare = bench / "bare_click.py"
    bare.write_text(
        "import click\n\n@click.group()\ndef main():\n    '''A program.'''\n\n"
        + "".join(f"@main.command()\ndef c{n}():\n    '''Command {n}.'''\n\n" for n in range(20))
        + "main()\n"
    )
    return compare(
        "--help / --help of a bare click program",
        lambda: wall([*OURS, "--help"]),
        lambda: wall([sys.executable, bare, "--help"]),
        goal=1.5,
        pairs=15,
    )


if __name__ == "__main__":
    main()
