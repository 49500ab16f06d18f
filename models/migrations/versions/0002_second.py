"""What the second version adds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
TELEGRAM_IDS = (
    ("addedfact", "added_by"),
    ("addedfact", "ended_by"),
    ("batch", "chat_id"),
    ("batch", "made_by"),
    ("batch", "armed_by"),
    ("batch", "decided_by"),
    ("chat", "chat_id"),
    ("chat", "migrated_from"),
    ("crisis", "by"),
    ("decision", "actor"),
    ("duty", "user_id"),
    ("incident", "owner"),
    ("incident", "approved_by"),
    ("incident", "proposed_by"),
    ("incident", "closed_by"),
    ("incident", "chat_id"),
    ("joincode", "used_by"),
    ("member", "user_id"),
    ("pause", "by"),
    ("preference", "user_id"),
    ("stylerule", "decided_by"),
    ("stylerule", "ended_by"),
    ("authorlink", "by"),
    ("mention", "claimed_by"),
    ("card", "chat_id"),
    ("draft", "editor"),
    ("handover", "by"),
    ("reply", "approved_by"),
    ("promise", "owner"),
    ("promise", "decided_by"),
)
"""Columns that need 64 bits; SQLite's integers have them."""


def upgrade() -> None:
    _bulletin()
    _crisis()
    _ownreply()
    _postcount()
    _preference()
    _stylerule()
    _alert()
    _authorlink()
    _promise()
    _digest()
    _incident()
    _mention()
    _notice()
    _reply()
    _source()
    _telegram_ids()


def _bulletin() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("attempted_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "channel", "period", "first_day"),
    )


def _crisis() -> None:
    op.create_table(
        "crisis",
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("brand"),
    )


def _ownreply() -> None:
    op.create_table(
        "ownreply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("native_id", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "platform", "native_id"),
    )
    with op.batch_alter_table("ownreply", schema=None) as batch_op:
        batch_op.create_index("ix_ownreply_target", ["brand", "platform", "target_id"], unique=False)


def _postcount() -> None:
    op.create_table(
        "postcount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("hour", Utc(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "platform", "stream", "hour"),
    )
    with op.batch_alter_table("postcount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postcount_hour"), ["hour"], unique=False)


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quiet", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
    )


def _stylerule() -> None:
    op.create_table(
        "stylerule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "rule"),
    )


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("mention_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("attempted_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "key"),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_incident_id"), ["incident_id"], unique=False)


def _authorlink() -> None:
    op.create_table(
        "authorlink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["author.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["author.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("author_id", "other_id"),
    )
    with op.batch_alter_table("authorlink", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authorlink_other_id"), ["other_id"], unique=False)


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("pinged_at", Utc(), nullable=True),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reply_id"),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_brand_due", ["brand", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_mention_id"), ["mention_id"], unique=False)
        batch_op.create_index("ix_promise_work", ["state", "due_at"], unique=False)


def _digest() -> None:
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempted_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("waiting", sa.Integer(), nullable=True))


def _incident() -> None:
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holding_line_en", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("proposed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("line_version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("closed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chat_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shown", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("shown_at", Utc(), nullable=True))


def _mention() -> None:
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("second_label", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("second_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("second_requests", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_usd", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("follows", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_mention_follows"), ["follows"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_merged_into"), ["merged_into"], unique=False)


def _notice() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("over_text", sa.String(), nullable=True))


def _reply() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("followed_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("by_hand_alarm", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_reply_followed_at"), ["followed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_outcome_at"), ["outcome_at"], unique=False)


def _source() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("own_read_at", Utc(), nullable=True))


def _telegram_ids() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in TELEGRAM_IDS:
            op.alter_column(table, column, type_=sa.BigInteger())
