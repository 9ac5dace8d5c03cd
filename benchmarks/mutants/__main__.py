"""Mutate the core and say which mutants no fast test notices: ``python -m benchmarks.mutants``."""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path

from benchmarks.mutants.changes import Mutant, find_mutants
from benchmarks.mutants.runner import try_mutants, watch_tests

_HERE = Path(__file__).parent
_SEED = "2026"
_WANTED = 0.95


def main() -> int:
    """Try a sample of mutants; 1 when too few of them are noticed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=450, help="how many mutants (450)")
    parser.add_argument("--seed", default=_SEED, help="another seed, another sample")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tests", nargs="+", default=["tests"], help="only these fast tests")
    parser.add_argument("areas", nargs="*", help="only these areas of areas.toml, or files")
    asked = parser.parse_args()
    started = time.monotonic()

    areas = tomllib.loads((_HERE / "areas.toml").read_text("utf-8"))["areas"]
    every = [
        mutant
        for area, patterns in areas.items()
        for file in _files(patterns)
        if not asked.areas or {area, file} & {*asked.areas}
        for mutant in find_mutants(area, file)
    ]
    known = tomllib.loads((_HERE / "equivalent.toml").read_text("utf-8"))["mutant"]
    reasons = {(one["in"], one["was"], one["becomes"]): one["reason"] for one in known}
    if not asked.areas:
        for scope, was, becomes in reasons.keys() - {mutant.key for mutant in every}:
            print(f"equivalent.toml: no longer there: {scope}: {was} -> {becomes}")
    real = [mutant for mutant in every if mutant.key not in reasons]
    sample = sorted(real, key=lambda mutant: _shuffled(mutant, asked.seed))[: asked.sample]
    print(f"{len(every)} mutants, {len(every) - len(real)} equivalent; {len(sample)} are tried.")

    tried: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = sorted({one.file for one in every})
        tests = watch_tests(files, asked.tests, folder, asked.workers)
        print(f"{len(tests.seconds)} fast tests ({time.monotonic() - started:.0f} s)", flush=True)
        if tests.failing - {""}:
            print("They fail without any mutant and are left out:", *sorted(tests.failing))
        for mutant, is_noticed, count in try_mutants(sample, tests, folder, asked.workers):
            tried[mutant.area] += 1
            noticed[mutant.area] += is_noticed
            if not is_noticed:
                print(f"\n{mutant.file}:{mutant.line} in {mutant.key[0]} survives {count} tests")
                print(f"- {mutant.was}\n+ {mutant.becomes}", flush=True)
    print()
    for area in tried:
        print(f"{area:12} {noticed[area]:4} of {tried[area]:4}  {noticed[area] / tried[area]:.1%}")
    rate = noticed.total() / max(tried.total(), 1)
    print(f"{noticed.total()} of {tried.total()} mutants are noticed: {rate:.1%} ", end="")
    print(f"({time.monotonic() - started:.0f} s)")
    return int(rate < _WANTED)


def _files(patterns: list[str]) -> list[str]:
    found = {pattern: sorted(map(str, Path().glob(pattern))) for pattern in patterns}
    if missing := [pattern for pattern, files in found.items() if not files]:
        raise SystemExit(f"areas.toml: nothing matches {', '.join(missing)}")
    return [file for files in found.values() for file in files]


def _shuffled(mutant: Mutant, seed: str) -> str:
    """A place in an order that changes elsewhere in the code do not change."""
    return hashlib.sha256(repr((seed, mutant.key)).encode()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
