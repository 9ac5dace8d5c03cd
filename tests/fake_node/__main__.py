"""Start the fake node by hand: ``python -m tests.fake_node``, stop it with Ctrl+C."""

from __future__ import annotations

import argparse
import errno
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.fake_node import Faults, Guard, Node, RealClock, Running, make_guard, run_node

DEPLOYMENT = """\
# yaml-language-server: $schema=../.schemas/deployment.json
deployment: fake
node: {address}
auth:
  user: {user}
  password: {{env: FAKE_NODE_PASSWORD}}
# The key of the OAuth2 client, to try that instead of the name and password above:
# auth:
#   client: {client}
#   key: {{file: {key}}}
conferencing_nodes:
{conferencing}
stage: true
replication: {{first_check: {first}, interval: {interval}, timeout: 600}}
# Every built theme goes to its own path. You can also give rooms a service theme, or an
# organisation's settings:
# rooms: [{{theme: kommune-borger, tag: region}}]
# The path /gammel serves Webapp 2. To take it over, add this, and --allow-live to `publish`:
# paths: {{gammel: kommune-borger}}
# organisations: {{psykiatri-syddanmark: {{tag: region, check_alias: rum1@fake.example}}}}
"""


def main() -> None:
    """Serve a node until Ctrl+C."""
    options = _parse_options()
    node = Node(
        profile=options.profile,
        clock=RealClock(),
        faults=Faults(
            rate_limited=options.rate_limited,
            unavailable=options.unavailable,
            lost_replies=options.lost_replies,
            flat_errors=options.flat_errors,
            download=options.download,
        ),
        lags={"conf-a": options.replication * 2 / 3, "conf-b": options.replication},
    )
    for number in range(1, 4):
        node.add_room(f"Regionens rum {number}", tag="region", alias=f"rum{number}@fake.example")
    old = node.add_branding("Den gamle", "webapp2")
    node.add_path("gammel", old["uuid"], "webapp2")
    node.add_room("Rum med egen chat", tag="region", chat="yes", alias="egen@fake.example")
    guard = make_guard()
    with tempfile.TemporaryDirectory() as folder, _serve_node(node, guard, options.port) as up:
        key = Path(folder) / "client.pem"
        key.touch(0o600)
        key.write_text(guard.export_key(), encoding="utf-8")
        definition = DEPLOYMENT.format(
            address=up.address,
            user=guard.user,
            client=guard.client_id,
            key=key,
            first=min(30, options.replication),
            interval=options.replication,
            conferencing="\n".join(f"  - {address}" for address in up.conferencing.values()),
        )
        _say(f"A {options.profile} node listens on {up.address}\n")
        _say("Leave it running. In a second terminal, in the folder of your workspace:\n")
        _say("mkdir -p themes/deployments")
        _say(f"export FAKE_NODE_PASSWORD={guard.password}")
        _say("cat > themes/deployments/fake.yaml <<'END'")
        _say(definition + "END")
        _say("\nThen try:")
        _say("  themebuilder build kommune-borger && themebuilder plan -d fake")
        _say("  themebuilder publish -d fake --yes && themebuilder status -d fake")
        _say(f"\nConferencing nodes learn of a change within {options.replication} seconds.")
        _say("Ctrl+C ends it; nothing is kept.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            _say("\nThe node has gone.")


@contextmanager
def _serve_node(node: Node, guard: Guard, port: int) -> Iterator[Running]:
    """Serve *node* within it; exits with 2 where the port is taken."""
    with ExitStack() as stack:
        try:
            up = stack.enter_context(run_node(node, guard, port=port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            message = f"Port {port}, or one of the {len(node.lags)} after it, is in use."
            sys.stderr.write(f"{message} Is a fake node running already? If not, use --port N.\n")
            sys.exit(2)
        yield up


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fake_node", description=__doc__)
    parser.add_argument("--profile", choices=["v40", "v41"], default="v41")
    parser.add_argument("--port", type=int, default=8941, help="the next ones are taken as well")
    parser.add_argument("--replication", type=int, default=15, help="seconds to the slowest node")
    parser.add_argument("--download", action="store_true", help="packages can be fetched back")
    parser.add_argument("--flat-errors", action="store_true", help="a 400 is not nested")
    for fault in ("rate-limited", "unavailable", "lost-replies"):
        parser.add_argument(f"--{fault}", type=int, default=0, metavar="N", help="N requests")
    return parser.parse_args()


if __name__ == "__main__":
    main()
