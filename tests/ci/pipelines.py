"""Parse the workflows of ``docs/ci``: the script of each step, and its themebuilder commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CI = Path(__file__).parents[2] / "docs" / "ci"
ACTIONS = [CI / "github" / "action.yml", CI / "github" / "audit" / "action.yml"]
WORKFLOWS = sorted((CI / "github" / "workflows").glob("*.yml"))
TEMPLATE = CI / "gitlab" / "themebuilder.gitlab-ci.yml"
EXAMPLE = CI / "gitlab" / "example.gitlab-ci.yml"
INPUTS = {"image": "registry.example/themebuilder@sha256:0", "deployment": "fake", "shards": "2"}


@dataclass(frozen=True)
class Script:
    """A piece of bash, and the job that runs it."""

    where: str
    text: str


class _Yaml12(yaml.SafeLoader):
    """As GitHub and GitLab read: ``on`` is a word."""


_Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    """The only document of the file."""
    return _parse(path.read_text("utf-8"))


def _parse(text: str) -> Any:
    return yaml.load(text, _Yaml12)


def read_template() -> tuple[dict[str, Any], dict[str, Any]]:
    """The head of the GitLab template, and its jobs with the inputs filled in."""
    head, body = TEMPLATE.read_text("utf-8").split("\n---\n")
    for name, value in INPUTS.items():
        body = body.replace(f"$[[ inputs.{name} ]]", value)
    return _parse(head), _parse(body)


def list_jobs_with_scripts() -> dict[str, Mapping[str, Any]]:
    """The jobs of the GitLab template that run something, with what they extend."""
    jobs = read_template()[1]

    def extend_job(job: Mapping[str, Any]) -> dict[str, Any]:
        named = job.get("extends", [])
        above: dict[str, Any] = {}
        for name in [named] if isinstance(named, str) else named:
            above |= extend_job(jobs[name])
        return {**above, **job}

    return {name: extend_job(job) for name, job in jobs.items() if "script" in job}


def list_scripts() -> Iterator[Script]:
    """Everything that a job runs, in both families of workflows."""
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            for step in job["steps"]:
                if "run" in step:
                    yield Script(f"{path.stem} {name}: {step.get('name')}", step["run"])
    for name, job in list_jobs_with_scripts().items():
        yield Script(f"gitlab {name}", "\n".join(job["script"]))


def read_page() -> Script:
    """What ``docs/ci/README.md`` tells the reader to type."""
    lines = (CI / "README.md").read_text("utf-8").splitlines()
    typed = [line.strip() for line in lines if line.startswith("    ")]
    return Script("README", "\n".join(typed))


def list_commands(script: str) -> list[list[str]]:
    """The arguments of every ``themebuilder`` in a bash script, unquoted, nothing expanded."""
    code = re.sub(r"(?m)^\s*#.*$", "", script.replace("\\\n", " "))
    lexer = shlex.shlex(code, posix=True, punctuation_chars="();<>|&{}!\n")
    lexer.whitespace, lexer.commenters = " \t", ""
    lexer.wordchars += "$@[]*?=:,"
    found: list[list[str]] = []
    words: list[str] = []
    target_follows = False
    for word in (*lexer, ";"):
        if set(word) <= set("();|&{}!\n"):
            found += [words[1:]] if words[:1] == ["themebuilder"] else []
            words, target_follows = [], False
        elif set(word) <= set("<>"):
            target_follows = True
        elif target_follows:
            target_follows = False
        else:
            words.append(word)
    return found
