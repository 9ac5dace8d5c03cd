"""Builds the container image without a container engine, and does in it what pipelines do.

    python -m tests.ci.image        (`make image-rehearsal`; as root, for debootstrap and chroot)

Each step of `.ci/Containerfile` runs in a system made by `.ci/bare-machine`, with exactly the files
that it copies from a clean clone of HEAD. Then the GitLab template's jobs run in the result: a
repository whose second commit changes a theme is checked, built and photographed; `dist/image/`
keeps the pictures. The first stage, which has Python, is also where GitHub's action installs.
Debian and Node stand in for the images that the Containerfile names.
"""

# ruff: noqa: T201 (a command)
from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.ci.containerfile import PATH, ROOT, Stage, Step, expand, read_stages
from tests.ci.pipelines import ACTIONS, list_jobs_with_scripts, read

MACHINE = ROOT / ".ci" / "bare-machine"
STAND_INS = {
    r".*/debian:(\w+)-slim": r"\1-slim",
    r".*/node:(\d+)-(\w+)-slim": r"\2-node\1",
}
# What a container engine sets, where the image says nothing else.
DEFAULTS = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
PICTURES = ROOT / "dist" / "image"

REPOSITORY = """\
git config --global user.name Test
git config --global user.email test@example.org
git config --global init.defaultBranch main
themebuilder init . --name clinic --title Clinic
git init --quiet && git add --all && git commit --quiet --message 'A clinic'
sed --in-place 's/#2b6a94/#7a2b94/' themes/clinic-borger.yaml
git commit --quiet --all --message 'Another colour'
"""
# A picture that shows something has many colours.
LOOK = """\
import pathlib
from PIL import Image
for path in sorted(pathlib.Path("pictures/after").rglob("*.png")):
    with Image.open(path) as picture:
        colours = len(picture.convert("RGB").getcolors(1 << 24))
        print(path, picture.size, colours, "colours")
        assert colours > 100
"""


class System:
    """A system in a folder: runs commands in it, and keeps what ENV and WORKDIR say."""

    def __init__(self, root: Path, stage: Stage) -> None:
        """Copy the base of *stage* to *root*."""
        self.root = root
        self.env = dict(DEFAULTS)
        self.folder = "/"
        self.command: tuple[str, ...] = ()
        copy(_find_base(stage.base), root)

    def carry_out(self, step: Step, clone: Path, others: Mapping[str, System]) -> None:
        """Do what *step* says."""
        match step.keyword:
            case "RUN":
                self.run(step.words[0])
            case "COPY":
                source = others[step.source].root if step.source else clone
                self._copy([source / name.lstrip("/") for name in step.copied], step.words[-1])
            case "ENV":
                self.env |= expand(step.assigned, self.env)
            case "WORKDIR":
                self.folder = str(Path(self.folder, step.words[0]))
                self.resolve_path(self.folder).mkdir(parents=True, exist_ok=True)
            case _:
                self.command = step.words

    def run(self, script: str, **more: str) -> None:
        """Run *script* in the system, as a container engine does; its failure ends everything."""
        env = [f"{name}={value}" for name, value in {**self.env, **more}.items()]
        shell = ["/usr/bin/env", "--chdir", self.folder, *env, "/bin/bash", "-eo", "pipefail", "-c"]
        subprocess.run([MACHINE, "--in", self.root, *shell, script], check=True)

    def resolve_path(self, path: str) -> Path:
        """Where *path* of the system is, seen from outside."""
        return self.root / str(Path(self.folder, path)).lstrip("/")

    def _copy(self, sources: list[Path], target: str) -> None:
        to = self.resolve_path(target)
        for source in sources:
            if source.is_dir():
                shutil.copytree(source, to, symlinks=True, dirs_exist_ok=True)
            elif target.endswith("/") or len(sources) > 1:
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, to)
            else:
                shutil.copy2(source, to)


def copy(source: Path, target: Path) -> None:
    """Copy a system with owners, links and devices."""
    target.mkdir(parents=True)
    command = ["cp", "--archive", "--one-file-system", "--reflink=auto", f"{source}/.", target]
    subprocess.run(command, check=True)


def _find_base(image: str) -> Path:
    for pattern, name in STAND_INS.items():
        if found := re.fullmatch(pattern, image):
            command = [MACHINE, "--base", found.expand(name)]
            return Path(subprocess.check_output(command, text=True).strip())
    raise ValueError(f"Nothing stands in for {image}.")


def build_image(folder: Path) -> System:
    """The system that the last stage of the Containerfile leaves."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    stages = read_stages((clone / PATH.relative_to(ROOT)).read_text("utf-8"))
    systems: dict[str, System] = {}
    for number, stage in enumerate(stages):
        report(f"FROM {stage.base}", lambda: None)
        system = systems[stage.name] = System(folder / f"stage-{number}", stage)
        for step in stage.steps:
            report(
                f"{step.keyword} {' '.join(' '.join(step.words).split())}",
                lambda system=system, step=step: system.carry_out(step, clone, systems),
            )
    for wheel in systems[stages[0].name].resolve_path("/wheels").iterdir():
        print(hashlib.sha256(wheel.read_bytes()).hexdigest(), wheel.name)
    install_by_action(systems[stages[0].name], clone)
    return system


def install_by_action(system: System, clone: Path) -> None:
    """What GitHub's action does in a job: the program is installed, and runs."""
    system.resolve_path("/runner").mkdir()
    shutil.copytree(clone, system.resolve_path("/action"))
    (step,) = read(ACTIONS[0])["runs"]["steps"]
    runner = {"RUNNER_TEMP": "/runner", "GITHUB_PATH": "/runner/path"}
    here = {"HERE": f"/action/{ACTIONS[0].parent.relative_to(ROOT)}", "THEMEBUILDER_PAGE": "none"}
    report("the action of GitHub", lambda: system.run(step["run"], **runner, **here))


def use_image(system: System) -> None:
    """Run the image's command, then the jobs of a merge request."""
    report(f"CMD {' '.join(system.command)}", lambda: system.run(f"{' '.join(system.command)}"))
    report(
        "a repository with a theme, and a commit that changes it", lambda: system.run(REPOSITORY)
    )
    known = {
        "CI_PROJECT_DIR": system.folder,
        "CI_NODE_INDEX": "1",
        "CI_NODE_TOTAL": "2",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD~1",
        "THEMEBUILDER_SCREENSHOTS_SCREENS": "landing",
        "THEMEBUILDER_SCREENSHOTS_VIEWPORTS": "phone",
    }
    jobs = list_jobs_with_scripts()
    for name in ("themes-check", "themes-build", "themes-pictures"):
        script = "\n".join(jobs[name]["script"])
        report(f"job {name}", lambda script=script: system.run(script, **known))
    look = f"python3 - <<'END'\n{LOOK}END\n"
    report("the pictures show something", lambda: system.run(look))
    shutil.rmtree(PICTURES, ignore_errors=True)
    shutil.copytree(system.resolve_path("pictures"), PICTURES)


def report(what: str, do: object) -> None:
    """Do it, and print what it was and how long it took."""
    began = time.monotonic()
    print(f"    {what[:110]}", flush=True)
    do()
    print(f"{time.monotonic() - began:6.1f} s  {what[:80]}", flush=True)


def main() -> int:
    """Build the image, use it, and leave nothing but the pictures."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    began = time.monotonic()
    try:
        use_image(build_image(folder))
    except subprocess.CalledProcessError as error:
        print(f"Failed with exit code {error.returncode}.", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder)
    print(f"The image builds and works, after {time.monotonic() - began:.0f} s: see {PICTURES}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
