"""What the platforms' APIs ask for a call: our dated table, and what config.yaml says otherwise.

docs.x.com pricing as read on 2026-08-22. Check the page before you rely on a forecast.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Usd = Annotated[float, Field(ge=0)]


AS_OF = date(2026, 8, 22)
USD: dict[str, dict[str, float]] = {
    "x": {
        "post": 0.005,
        "owned_post": 0.001,
        "user": 0.010,
        "count": 0.005,
        "create": 0.015,
        "create_with_url": 0.20,
        "summoned_reply": 0.010,
        "summoned_reply_with_url": 0.20,
        "delete": 0.010,
    }
}


def _over_ours(given: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Our table with the given prices in it: a price left out is no price of nothing, or the budget goes blind."""
    for platform, prices in given.items():
        if platform not in USD:
            raise ValueError(f"{platform!r} bills nothing; known: {', '.join(USD)}")
        for resource in prices:
            if resource not in USD[platform]:
                raise ValueError(f"{platform} bills no {resource!r}; known: {', '.join(USD[platform])}")
    return {platform: {**ours, **given.get(platform, {})} for platform, ours in USD.items()}


class Prices(BaseModel):
    """Dollars per resource, by platform and resource name. What config.yaml leaves out keeps our price."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date = AS_OF
    usd: Annotated[dict[str, dict[str, Usd]], AfterValidator(_over_ours)] = USD

    def micro_usd(self, platform: str, resource: str) -> int:
        """Price of one unit in millionths of a dollar."""
        return round(self.usd.get(platform, {}).get(resource, 0.0) * 1_000_000)
