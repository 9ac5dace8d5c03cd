"""The service on a real socket of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fake_booking.app import TOKEN_PATH, make_booking_app
from tests.fake_booking.service import BookingService
from tests.fake_node.server import serve_apps


@dataclass(frozen=True)
class RunningBooking:
    """A booking service that listens."""

    service: BookingService
    address: str

    @property
    def token_address(self) -> str:
        """Where clients get their tokens."""
        return self.address + TOKEN_PATH

    def format_definition(
        self, client: str = "themebuilder", secret: str = "BOOKING_SECRET"
    ) -> str:
        """The lines for a deployment."""
        return (
            f"{{address: {self.address}, token_address: {self.token_address}, "
            f"client: {client}, secret: {{env: {secret}}}}}"
        )


@contextmanager
def run_booking(service: BookingService, port: int = 0) -> Iterator[RunningBooking]:
    """Serve *service* until the end of the block."""
    with serve_apps([make_booking_app(service)], port) as (address,):
        yield RunningBooking(service, address)
