"""A faithful fake of the hub's booking service: templates, pooled rooms, organisations, tokens.

Started by hand with ``python -m tests.fake_booking``; in tests with `run_booking`.
"""

from __future__ import annotations

from tests.fake_booking.server import RunningBooking, run_booking
from tests.fake_booking.service import Account, BookingService

__all__ = ["Account", "BookingService", "RunningBooking", "run_booking"]
