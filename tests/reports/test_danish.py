"""The same report in both languages: people read theirs, machines see no difference."""

from __future__ import annotations

import pytest

from themebuilder.core.messages import VARIABLE, _
from themebuilder.core.problems import Place, problem
from themebuilder.reports import text
from themebuilder.reports.findings import Report, compute_fingerprints
from themebuilder.reports.formats import FORMATS

BUSY = "Address already in use"
SAID = {
    "en": """\
themes/a.yaml:2:3: error: Address already in use [name-unknown]
      help: Did you mean `ward`?

1 error in 1,200 files
Details and fix: themebuilder rules name-unknown
""",
    "da": """\
themes/a.yaml:2:3: fejl: Adressen er optaget [name-unknown]
      hjælp: Mente du `ward`?

1 fejl i 1.200 filer
Forklaring og løsning: themebuilder rules name-unknown
""",
}


@pytest.fixture
def render_problem(monkeypatch):
    """A function that gives the report of one problem in a language."""

    def make_report(language: str) -> Report:
        monkeypatch.setenv(VARIABLE, language)
        place, hint = Place("themes/a.yaml", 2, 3), _("Did you mean `{name}`?", name="ward")
        return Report([problem("name-unknown", _(BUSY), place, hint)], files=1200)

    return make_report


@pytest.mark.parametrize("language", SAID)
def test_a_report_is_in_the_language_in_use(render_problem, language):
    assert text.render(render_problem(language)) == SAID[language]


def test_an_alert_stays_the_same_one_in_another_language(render_problem):
    assert compute_fingerprints(render_problem("da")) == compute_fingerprints(render_problem("en"))


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab", "json"])
def test_a_format_for_machines_keeps_the_rule_and_speaks_danish(render_problem, name):
    said = FORMATS[name](render_problem("da")).encode().decode("unicode_escape")
    assert ("name-unknown" in said, "Adressen er optaget" in said) == (True, True)
