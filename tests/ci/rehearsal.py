"""A small stand-in for GitHub's and GitLab's runners: it runs what the workflows say, here.

Steps of our own run as they are, in bash, with the program, git, jq and the fake node for real.
Steps of others are replaced by what they do to files: a checkout clones, an artifact is copied.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ci.pipelines import CI, list_jobs_with_scripts, read

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
# A word of a condition: a text, a pattern, a name, or what both systems write for not, and, or.
WORD = re.compile(r"""'[^']*'|"[^"]*"|=~ /[^/]+/|\$?[A-Za-z_][\w.]*|&&|\|\||!(?!=)""")
PYTHON = {"&&": " and ", "||": " or ", "!": " not "}
# What is not here, and what it would have been told.
STAND_INS = {
    "gh": '#!/bin/bash\nprintf "%s\\n" "$*" >> "$SENT"\n',
    "curl": '#!/bin/bash\ncat > /dev/null\nprintf "%s\\n" "$*" >> "$SENT"\n',
}
# `themebuilder` whose pictures are empty files: a browser takes seconds for each call.
WITHOUT_BROWSER = """\
#!/bin/bash
[ "$1" = screenshots ] || exec "${0%/*}/with-browser" "$@"
while [ $# -gt 1 ]; do
  case "$2" in
    -o) folder=$3; shift ;;
    --against) [ -d "$3" ] || exit 2; shift ;;
    *) themes+=("$2") ;;
  esac
  shift
done
for theme in "${themes[@]}"; do
  mkdir -p "$folder/$theme" && touch "$folder/$theme/landing.png"
done
"""


class Value(str):
    """What a name stands for in a condition: ``false`` and nothing are false."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Whether it counts as true."""
        return self not in {"", "false"}


def holds(condition: str, known: Mapping[str, str]) -> bool:
    """Whether a condition of GitHub or GitLab is met."""

    def translate(found: re.Match[str]) -> str:
        word = found[0]
        if word.startswith("=~"):
            return f".matches({word[4:-1]!r})"
        if word[0] in "'\"" or word in PYTHON:
            return PYTHON.get(word, word)
        return f"value({word.removeprefix('$')!r})"

    def find_value(name: str) -> Value:
        # GitLab's variables may be missing; a name of GitHub that a rehearsal does not know is an error.
        return Value(known.get(name, "") if name.isupper() else known[name])

    code = WORD.sub(translate, condition.strip())
    code = re.sub(r"(value\([^)]*\)) \.matches\((.*?)\)", r"bool(re.search(\2, \1))", code)
    return bool(eval(code, {"value": find_value, "re": re}))


class StepFailedError(Exception):
    """A step ended with another exit code than 0."""


@dataclass
class Runner:
    """A place to rehearse in: *origin* is the repository of themes, *known* what a run knows."""

    root: Path
    origin: Path
    known: dict[str, str]
    secrets: Mapping[str, str]
    program: str
    """The script that is `themebuilder`."""
    cache: Path
    """Where it keeps pictures; a runner that has drawn them before, as one that keeps its cache."""
    log: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    """The last names of the actions that ran."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """What became of each job: passed, failed, skipped, waits (for a person), or absent."""

    def __post_init__(self) -> None:
        """Lay out the folders, and the programs that stand in."""
        self.programs, self.artifacts = self.root / "programs", self.root / "artifacts"
        self.programs.mkdir(parents=True)
        self.artifacts.mkdir()
        ours = {"with-browser": self.program, "themebuilder": WITHOUT_BROWSER}
        for name, text in {**STAND_INS, **ours}.items():
            (self.programs / name).write_text(text)
            (self.programs / name).chmod(0o755)

    def use_browser(self) -> None:
        """Take pictures for real."""
        (self.programs / "with-browser").replace(self.programs / "themebuilder")

    @property
    def sent(self) -> str:
        """What would have gone to GitHub or GitLab."""
        return (self.root / "sent").read_text("utf-8") if (self.root / "sent").exists() else ""

    @property
    def summary(self) -> str:
        """What the page of the run shows."""
        return (self.root / "summary").read_text("utf-8")

    def run_github(
        self, workflow: str, *names: str, before: str = "", do: Callable[[], object] = tuple
    ) -> None:
        """Run the jobs named, or all, in the order of the file; *do* something *before* one."""
        outputs: dict[str, str] = {}
        document = read(CI / "github" / "workflows" / f"{workflow}.yml")
        for name, job in document["jobs"].items():
            if names and name not in names:
                continue
            if name == before:
                do()
            if not self._starts(job, {**self.known, **outputs}):
                self.outcomes[name] = "skipped"
                continue
            with self._record_outcome(name):
                for matrix in self._list_cases(job, outputs):
                    self._run_job(f"{workflow}-{name}", name, job, outputs, matrix)

    def _starts(self, job: Any, known: Mapping[str, str]) -> bool:
        needed = job.get("needs", [])
        needed = [needed] if isinstance(needed, str) else needed
        if any(self.outcomes.get(name) == "skipped" for name in needed):
            return False
        return self._is_met(job, known)

    def _is_met(self, what: Any, known: Mapping[str, str]) -> bool:
        condition = str(what.get("if", "")).strip()
        return not condition or holds(EXPRESSION.sub(r"\1", condition), known)

    def _run_job(
        self, folder_name: str, name: str, job: Any, outputs: dict[str, str], matrix: dict[str, str]
    ) -> None:
        folder = self._make_empty_folder(folder_name)
        for step in job["steps"]:
            known = {**self.known, **outputs, **matrix}
            if not self._is_met(step, known):
                continue
            output = self._run_step(step, job.get("env", {}), known, folder)
            of_step = {f"steps.{step.get('id')}.outputs.{key}": output[key] for key in output}
            outputs |= {
                f"needs.{name}.outputs.{key}": self._fill_in(value, of_step)
                for key, value in job.get("outputs", {}).items()
                if of_step
            }

    def run_gitlab(self, *names: str, started: tuple[str, ...] = ()) -> None:
        """Run the jobs named, or those that the pipeline has, each with the artifacts so far.

        Of jobs that wait for a person, only those *started* run.
        """
        for name, job in list_jobs_with_scripts().items():
            if names and name not in names:
                continue
            rule = next((rule for rule in job["rules"] if holds(rule["if"], self.known)), None)
            waits = rule is not None and rule.get("when") == "manual" and name not in started
            needed = {self.outcomes.get(other) for other in job.get("needs", [])}
            if not names and rule is None:
                self.outcomes[name] = "absent"
            elif not names and (waits or "waits" in needed):
                self.outcomes[name] = "waits"
            else:
                with self._record_outcome(name):
                    self._run_gitlab_job(name, job)

    @contextlib.contextmanager
    def _record_outcome(self, name: str) -> Iterator[None]:
        self.outcomes[name] = "failed"
        yield
        self.outcomes[name] = "passed"

    def _run_gitlab_job(self, name: str, job: Any) -> None:
        total = job.get("parallel", 1)
        for index in range(1, total + 1):
            folder = self._make_empty_folder(name)
            if job.get("variables", {}).get("GIT_STRATEGY") != "none":
                self._clone(folder, self.known["CI_COMMIT_SHA"])
            shutil.copytree(self.artifacts, folder, dirs_exist_ok=True)
            count = {"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(total)}
            place = {"CI_PROJECT_DIR": str(folder), **count}
            scope = job.get("environment", {}).get("name")
            secrets = self.secrets if scope in {"plan", "production"} else {}
            self._run_bash("\n".join(job["script"]), folder, {**self.known, **place, **secrets})
            for path in job.get("artifacts", {}).get("paths", []):
                _copy(folder / path, self.artifacts / path)

    def _list_cases(self, job: Any, outputs: Mapping[str, str]) -> Iterator[dict[str, str]]:
        if "strategy" not in job:
            yield {}
            return
        matrix = json.loads(self._fill_in(job["strategy"]["matrix"], {**self.known, **outputs}))
        for case in matrix["include"]:
            yield {f"matrix.{key}": value for key, value in case.items()}

    def _run_step(
        self, step: Any, job_env: Mapping[str, str], known: Mapping[str, str], folder: Path
    ) -> dict[str, str]:
        if "run" in step:
            env = {
                key: self._fill_in(value, known)
                for key, value in {**job_env, **step.get("env", {})}.items()
            }
            return self._run_bash(step["run"], folder / step.get("working-directory", "."), env)
        given = {key: self._fill_in(value, known) for key, value in step.get("with", {}).items()}
        action = step["uses"].split("@")[0]
        self.used.append(action.rsplit("/", 1)[-1])
        if action == "actions/checkout":
            self._clone(folder / given.get("path", "."), given.get("ref", "HEAD"))
        elif action == "actions/upload-artifact":
            source, target = folder / given["path"], self.artifacts / given["name"]
            _copy(source, target if source.is_dir() else target / source.name)
        elif action == "actions/download-artifact":
            target = folder / given.get("path", ".")
            shutil.copytree(self.artifacts / given["name"], target, dirs_exist_ok=True)
        elif action == "actions/cache":
            assert given["path"] == "~/.cache/themebuilder"  # which is `self.cache` here
        elif action == "actions/attest-build-provenance":
            assert all(list(folder.glob(each)) for each in given["subject-path"].split())
        elif action == "github/codeql-action/upload-sarif":
            json.loads((folder / given["sarif_file"]).read_text("utf-8"))
        else:
            assert action.startswith("OWNER/themebuilder/docs/ci/github")
        return {}

    def _run_bash(self, script: str, folder: Path, env: Mapping[str, str]) -> dict[str, str]:
        output = self.root / "output"
        output.write_text("")
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=folder,
            env={
                "PATH": f"{self.programs}:{os.environ['PATH']}",
                # One picture of a theme shows that the step works; all of them take minutes.
                "THEMEBUILDER_SCREENSHOTS_SCREENS": "landing",
                "THEMEBUILDER_SCREENSHOTS_VIEWPORTS": "phone",
                "THEMEBUILDER_SCREENSHOTS_LANGUAGES": "da",
                "HOME": str(self.root),
                "XDG_CACHE_HOME": str(self.cache),
                "LANG": "C.UTF-8",
                "SENT": str(self.root / "sent"),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.root / "summary"),
                "GITHUB_REF_NAME": "v1",
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.log.append(f"$ {script}\n{ran.stdout}{ran.stderr}")
        if ran.returncode:
            raise StepFailedError(f"exit {ran.returncode}\n{self.log[-1]}")
        return dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())

    def _fill_in(self, text: Any, known: Mapping[str, str]) -> str:
        """*text* with its expressions worked out; one that a rehearsal does not know is an error."""

        def evaluate(found: re.Match[str]) -> str:
            name = re.sub(r"^fromJSON\((.*)\)$", r"\1", found[1])
            if name.startswith("secrets."):
                return self.secrets[name.removeprefix("secrets.")]
            if name.startswith("hashFiles("):
                return "digest"
            return known[name]

        return EXPRESSION.sub(evaluate, str(text))

    def _clone(self, folder: Path, commit: str) -> None:
        subprocess.run(["git", "clone", "-q", self.origin, folder], check=True)
        if commit != "HEAD":
            subprocess.run(["git", "checkout", "-q", commit], cwd=folder, check=True)

    def _make_empty_folder(self, name: str) -> Path:
        folder = self.root / "work" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
