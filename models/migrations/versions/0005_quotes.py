"""What the fifth version adds: where beside its card a mention's words are shown, so that forgetting finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import TelegramId, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", TelegramId(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_quote_mention_id", "quote", ["mention_id"], unique=False)
    op.create_index("ix_quote_next_at", "quote", ["next_at"], unique=False)
