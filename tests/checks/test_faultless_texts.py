"""Texts without a fault aren't checked again, in this run or a later one."""

from themebuilder.checks.base import Check
from themebuilder.checks.faultless_texts import FaultlessTexts
from themebuilder.checks.passages import collect_texts, run_on_texts
from themebuilder.core.cache import Cache


def make_check(asked: list[str]) -> tuple[Check, ...]:
    """A check that refuses the name, and notes each text of which it is *asked*."""

    def refuse_name(passage):
        asked.append(passage.text)
        if passage.key == "name":
            yield "Not this one."

    return (Check("address-holds-secret", refuse_name),)


def test_only_texts_without_a_fault_are_known_in_a_later_run(tmp_path, theme, context):
    asked: list[str] = []

    def find() -> list[str]:
        asked.clear()
        faultless = FaultlessTexts(Cache(tmp_path), "key")
        told = context._replace(faultless=faultless)
        # A check of its own: another run has nothing in memory.
        checks = make_check(asked)
        found = run_on_texts(checks, collect_texts(theme("borger")), told, by_reader=False)
        faultless.write()
        return [problem.message for problem in found]

    first, count = find(), len(asked)
    assert (find(), set(asked)) == (first, {theme("borger").brand.name})
    assert first == ["Not this one."]
    assert count > 100


def test_a_text_is_checked_once_in_a_run_and_written_to_each_cache(tmp_path, theme, context):
    asked: list[str] = []
    checks, texts = make_check(asked), collect_texts(theme("borger"))

    def find(name: str) -> list[str]:
        faultless = FaultlessTexts(Cache(tmp_path / name), "key")
        told = context._replace(faultless=faultless)
        found = run_on_texts(checks, texts, told, by_reader=False)
        faultless.write()
        return [problem.message for problem in found]

    first, count = find("a"), len(asked)
    assert (find("b"), len(asked)) == (first, count)
    written, again = (Cache(tmp_path / name).get("key") for name in "ab")
    assert written == again is not None


def test_few_new_texts_are_not_worth_writing(tmp_path):
    faultless = FaultlessTexts(Cache(tmp_path), "key")
    for number in range(99):
        faultless.add(str(number))
    faultless.write()
    assert "1" not in FaultlessTexts(Cache(tmp_path), "key")
    faultless.add("99")
    faultless.write()
    assert "1" in FaultlessTexts(Cache(tmp_path), "key")
