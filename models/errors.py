"""What can go wrong, and whether to try again.

SamimiError
├── ConfigError            the operator must mend config.yaml or .env
├── LostRace               someone else changed the row first; carries the winner's state
└── PlatformError          a platform refused or did not answer
    ├── Temporary          nothing was done; the same call may work later
    │   ├── RateLimited    ... at `retry_at`, where the platform said when
    │   └── CreditsOut     ... once somebody has paid
    ├── Unknown            the call may or may not have been carried out: look before repeating
    └── Permanent          the same call will never work
        ├── CredentialsRefused   ... until the operator mends the credentials
        ├── NotSummoned          the platform takes this reply only from a person's own hand
        ├── Duplicate            the platform says it has this text already: look, never assume
        └── Gone                 the post to answer is deleted, locked or hidden
"""

from __future__ import annotations

from datetime import datetime


class SamimiError(Exception):
    """The root of every error this project raises on purpose."""


class ConfigError(SamimiError):
    """A fault in the configuration, worded for the operator: file, key and the mend."""


class LostRace(SamimiError):
    """A compare-and-set found another state than the one expected."""

    def __init__(self, row: str, found: str | None) -> None:
        super().__init__(f"{row} is {found or 'gone'}")
        self.found = found


class PlatformError(SamimiError):
    """A platform's refusal; `detail` is the platform's own text, never a customer's."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Temporary(PlatformError):
    """Nothing was done; the same call may work later."""


class RateLimited(Temporary):
    """Too many calls. `retry_at` is None where the platform named no time."""

    def __init__(self, detail: str, retry_at: datetime | None = None) -> None:
        super().__init__(detail)
        self.retry_at = retry_at


class CreditsOut(Temporary):
    """The prepaid balance is spent (X answers 402)."""


class Unknown(PlatformError):
    """No answer, or one that says nothing: the post may exist."""


class Permanent(PlatformError):
    """The same call will never work."""


class CredentialsRefused(Permanent):
    """The platform does not accept our key, token or password."""


class NotSummoned(Permanent):
    """The platform accepts this reply only from a person's own hand."""


class Duplicate(Permanent):
    """The platform says this text is already there."""


class Gone(Permanent):
    """The post to answer cannot be answered any more."""
