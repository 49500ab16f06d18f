"""What the platforms' APIs cost: every call on record, priced (samimi/prices.py).

X bills a resource once per UTC day ("soft guarantee"); the same post read twice on one day costs once here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models import ApiCall, BilledResource, Call
from samimi.prices import Prices


def record(session: Session, prices: Prices, brand: str, platform: str, calls: Iterable[Call], now: datetime) -> None:
    """Write the calls into the ledger, in the caller's transaction."""
    for call in calls:
        units = _new_units(session, brand, platform, call, now) if call.ids else call.count
        session.add(
            ApiCall(
                at=now,
                brand=brand,
                platform=platform,
                endpoint=call.endpoint,
                resource=call.resource,
                units=units,
                micro_usd=units * prices.micro_usd(platform, call.resource),
            )
        )


def _new_units(session: Session, brand: str, platform: str, call: Call, now: datetime) -> int:
    """How many of the call's resources were not billed yet on this UTC day; they are from now on."""
    day = now.astimezone(UTC).date()
    known = session.exec(
        select(BilledResource.native_id).where(
            BilledResource.day == day,
            BilledResource.brand == brand,
            BilledResource.platform == platform,
            BilledResource.resource == call.resource,
            col(BilledResource.native_id).in_(call.ids),
        )
    ).all()
    fresh = set(call.ids) - set(known)
    for native_id in sorted(fresh):
        session.add(
            BilledResource(day=day, brand=brand, platform=platform, resource=call.resource, native_id=native_id)
        )
    session.flush()
    return len(fresh)
