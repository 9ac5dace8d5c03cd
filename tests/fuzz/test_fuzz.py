"""A few hundred inputs for every reader, so that the long runs stay possible; and the harness itself."""

from __future__ import annotations

import pytest

from tests.fuzz.reader import Reader
from tests.fuzz.readers import READERS
from tests.fuzz.running import Run, made

INPUTS = 150


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_what_is_spoiled_is_refused_or_taken(name, tmp_path):
    run = Run(name, READERS[name](), seed=2026, folder=tmp_path)
    score = run.go(range(INPUTS))
    assert [file.read_text() for file in sorted(tmp_path.glob("*.txt"))] == []
    assert (score.finds, score.inputs) == (0, INPUTS)
    assert score.refused
    assert score.accepted


@pytest.mark.parametrize("name", READERS)
def test_an_input_can_be_made_again(name):
    first, again = ([made(reader, name, 1, n) for n in range(20)] for reader in two(name))
    assert first == again


def two(name: str) -> list[Reader]:
    return [READERS[name](), READERS[name]()]


def broken(_data: bytes) -> list[str]:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("read", "why"),
    [(broken, "KeyError: 'x'"), (lambda _: [" "], "A refusal says nothing")],
)
def test_what_no_reader_promises_is_a_find(tmp_path, read, why):
    run = Run("broken", Reader(lambda random: random.randbytes(4), read), 1, tmp_path)
    assert run.go(range(5)).finds == 5
    kept, told = sorted(tmp_path.iterdir())
    assert kept.read_bytes() == made(run.reader, "broken", 1, 0)
    assert why in told.read_text()
