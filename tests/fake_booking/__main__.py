"""Start the fake booking service by hand: ``python -m tests.fake_booking``, stop it with Ctrl+C.

A fake node comes with it, on which it makes rooms.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.fake_booking import BookingService, run_booking
from tests.fake_node import Node, RealClock, make_guard, run_node

DEPLOYMENT = """\
# yaml-language-server: $schema=../.schemas/deployment.json
deployment: fake
node: {node}
auth: {{user: {user}, password: {{env: FAKE_NODE_PASSWORD}}}}
conferencing_nodes: [{conferencing}]
replication: {{first_check: 1, interval: 1, timeout: 60}}
booking: {booking}
"""
LAGS = {"conf-a": 0.3, "conf-b": 0.5}
"""Seconds until a conferencing node has a change: fewer than the deployment above waits."""


def main() -> None:
    """Serve a node and a booking service until Ctrl+C; new meetings get their rooms meanwhile."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_booking", description=__doc__)
    parser.add_argument("--port", type=int, default=8951)
    parser.add_argument("--node-port", type=int, default=8941)
    options = parser.parse_args()
    node, guard = Node(clock=RealClock(), lags=LAGS), make_guard()
    service = BookingService(node)
    service.add_organisation("fake-region", "Region Fake")
    service.add_organisation("fake-hospital", "Sygehus Fake", "fake-region", pool_size=2)
    account = service.add_account("fake-hospital")
    theme = node.add("ivr_theme", name="nord (themebuilder)")
    address = service.find_theme_uri(str(theme["name"]))
    guest = "{}/nord/#/?conference=%uri-with-domain%&pin=%pin%"
    with (
        run_node(node, guard, port=options.node_port) as up,
        run_booking(service, options.port) as booking,
    ):
        portal = guest.format(next(iter(up.conferencing.values())))
        service.add_template(
            "fake-hospital", address, isDefaultTemplate=True, customPortalGuest=portal
        )
        service.add_template(
            "fake-hospital", address, isPoolTemplate=True, customPortalGuest=portal
        )
        definition = DEPLOYMENT.format(
            node=up.address,
            user=guard.user,
            conferencing=", ".join(up.conferencing.values()),
            booking=booking.format_definition(),
        )
        sys.stdout.write(
            f"A booking service listens on {booking.address}, its node on {up.address}.\n\n"
            f"export FAKE_NODE_PASSWORD={guard.password} BOOKING_SECRET={account.secret}\n"
            f"cat > themes/deployments/fake.yaml <<'END'\n{definition}END\n\n"
            "Give one of your organisations the line `code: fake-hospital`, build, and try\n"
            "  themebuilder plan -d fake\nCtrl+C ends it; nothing is kept.\n"
        )
        sys.stdout.flush()
        try:
            while True:
                with service.lock:
                    service.fill_pools()
                time.sleep(5)
        except KeyboardInterrupt:
            sys.stdout.write("\nThe service has gone.\n")


if __name__ == "__main__":
    main()
