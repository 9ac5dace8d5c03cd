"""A publish in a process of its own, to be killed: ``python -m tests.publishing.child FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.publishing.kit import parse_deployment, publish
from themebuilder.publishing.build_output import read_build_output
from themebuilder.publishing.session import open_session


def main(folder: Path) -> None:
    deployment = parse_deployment((folder / "deployment.yaml").read_text(encoding="utf-8"))
    with open_session(
        deployment, environment=os.environ, root=folder, store=folder / "store"
    ) as session:
        publish(session, read_build_output(folder / "dist"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
