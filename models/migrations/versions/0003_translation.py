"""What the third version adds: a translation of a mention."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("asked_at", Utc(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"]),
        sa.PrimaryKeyConstraint("mention_id"),
    )
    op.create_index("ix_translation_asked_at", "translation", ["asked_at"], unique=False)
