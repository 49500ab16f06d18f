"""What the fourth version adds: a way to the month's second opinions that does not read all mentions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    asked = sa.text("second_at is not null")
    op.create_index(
        "ix_mention_second", "mention", ["brand", "second_at"], sqlite_where=asked, postgresql_where=asked
    )  # fmt: skip
