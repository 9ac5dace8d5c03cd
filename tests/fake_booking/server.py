"""The service on a real socket of this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from tests.fake_booking.app import TOKEN_PATH, booking_app
from tests.fake_booking.service import BookingService
from tests.fake_node.server import _listening


@dataclass(frozen=True)
class RunningBooking:
    """A booking service that listens."""

    service: BookingService
    address: str

    @property
    def token_address(self) -> str:
        """Where clients get their tokens."""
        return self.address + TOKEN_PATH

    def definition(self, client: str = "themebuilder", secret: str = "BOOKING_SECRET") -> str:
        """The lines for a deployment."""
        return (
            f"{{address: {self.address}, token_address: {self.token_address}, "
            f"client: {client}, secret: {{env: {secret}}}}}"
        )


@contextmanager
def running_booking(service: BookingService, port: int = 0) -> Iterator[RunningBooking]:
    """Serve *service* until the end of the block."""
    listener = _listening(port)
    config = uvicorn.Config(
        booking_app(service), log_level="critical", lifespan="off", http="h11", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield RunningBooking(service, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
