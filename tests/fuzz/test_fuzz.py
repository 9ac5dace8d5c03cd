"""What is broken is refused with a message or taken; nothing crashes, hangs or swells."""

from __future__ import annotations

import os
import resource
import time
from random import Random

import pytest

from tests.fuzz import definitions, media, node, packages, translations
from tests.fuzz.mutation import mutate
from themebuilder.reports.findings import escape_hidden

INPUTS = int(os.environ.get("FUZZ_INPUTS", "60"))
SEED = os.environ.get("FUZZ_SEED", "2026")
MOST_SECONDS = 5
MOST_MIB = 600
WARM = 40
"""Inputs until everything is loaded that stays in memory."""
READERS = {
    reader.__name__: reader
    for module in (definitions, media, node, packages, translations)
    for reader in module.READERS
}


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_broken_input_is_refused_or_taken(name, tmp_path, capfd):
    samples, read, *pieces = READERS[name]()
    answers = set()
    for number in range(INPUTS):
        random = Random(f"{SEED}/{name}/{number}")
        sample = random.choice(list(samples))
        data = mutate(random, samples[sample], *pieces)
        started, peak = time.process_time(), measure_memory()
        try:
            messages = read(sample, data)
            assert all(escape_hidden(message).strip() for message in messages)
            assert time.process_time() - started < MOST_SECONDS
            assert number < WARM or measure_memory() - peak < MOST_MIB
            assert capfd.readouterr().err == ""
        except Exception as error:
            (tmp_path / "input").write_bytes(data)
            error.add_note(f"Input {number}, made of {sample}: {tmp_path / 'input'}")
            raise
        answers.add(bool(messages))
    assert answers == {True, False}


def measure_memory() -> int:
    """The most that this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
