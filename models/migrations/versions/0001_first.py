"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _addedfact()
    _apicall()
    _author()
    _batch()
    _billedresource()
    _chat()
    _decision()
    _digest()
    _duty()
    _incident()
    _joincode()
    _lease()
    _member()
    _notice()
    _pause()
    _source()
    _told()
    _tombstone()
    _mention()
    _card()
    _draft()
    _handover()
    _reply()


def _addedfact() -> None:
    op.create_table(
        "addedfact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_addedfact_brand"), "addedfact", ["brand"], unique=False)


def _apicall() -> None:
    op.create_table(
        "apicall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("micro_usd", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_apicall_at"), "apicall", ["at"], unique=False)
    op.create_index(op.f("ix_apicall_brand"), "apicall", ["brand"], unique=False)
    op.create_index("ix_apicall_brand_at", "apicall", ["brand", "at"], unique=False)


def _author() -> None:
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("native_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=True),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "platform", "native_id"),
    )
    op.create_index(op.f("ix_author_handle"), "author", ["handle"], unique=False)


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("armed_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _billedresource() -> None:
    op.create_table(
        "billedresource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("native_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day", "brand", "platform", "resource", "native_id"),
    )


def _chat() -> None:
    op.create_table(
        "chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("migrated_from", sa.Integer(), nullable=True),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("counter_shown", sa.String(), nullable=False),
        sa.Column("audited_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand"),
    )


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("overruled", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_decision_at"), "decision", ["at"], unique=False)
    op.create_index(op.f("ix_decision_brand"), "decision", ["brand"], unique=False)
    op.create_index(op.f("ix_decision_draft_id"), "decision", ["draft_id"], unique=False)
    op.create_index(op.f("ix_decision_mention_id"), "decision", ["mention_id"], unique=False)


def _digest() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "day"),
    )


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("brand"),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("last_alarm_at", Utc(), nullable=True),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("holding_line", sa.String(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=False),
        sa.Column("p_value", sa.Float(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_incident_brand"), "incident", ["brand"], unique=False)


def _joincode() -> None:
    op.create_table(
        "joincode",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("used_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "user_id"),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("over_at", Utc(), nullable=True),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("told_over_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_notice_key"), "notice", ["key"], unique=False)


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("brand"),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("created_at", Utc(), nullable=True),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("last_ok_at", Utc(), nullable=True),
        sa.Column("last_post_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "platform"),
    )
    op.create_index(op.f("ix_source_next_at"), "source", ["next_at"], unique=False)


def _told() -> None:
    op.create_table(
        "told",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _tombstone() -> None:
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "digest"),
    )


def _mention() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("native_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("summoned", sa.Boolean(), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("lang_hint", sa.String(), nullable=True),
        sa.Column("ref", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_reason", sa.String(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("sentiment", sa.String(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("escalate", sa.String(), nullable=True),
        sa.Column("sarcastic", sa.Boolean(), nullable=False),
        sa.Column("about_brand", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("judged_by", sa.String(), nullable=True),
        sa.Column("judged_label", sa.String(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("snoozed_until", Utc(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("level_of_care", sa.String(), nullable=True),
        sa.Column("care_reason", sa.String(), nullable=True),
        sa.Column("checked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["author.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand", "platform", "native_id"),
    )
    op.create_index(op.f("ix_mention_author_id"), "mention", ["author_id"], unique=False)
    op.create_index("ix_mention_brand_created", "mention", ["brand", "created_at"], unique=False)
    op.create_index(op.f("ix_mention_checked_at"), "mention", ["checked_at"], unique=False)
    op.create_index(op.f("ix_mention_incident_id"), "mention", ["incident_id"], unique=False)
    op.create_index("ix_mention_thread", "mention", ["brand", "platform", "root_id"], unique=False)
    op.create_index(
        "ix_mention_waiting",
        "mention",
        ["brand", "state", "created_at"],
        unique=False,
        sqlite_where=sa.text("state in ('drafted', 'escalated')"),
        postgresql_where=sa.text("state in ('drafted', 'escalated')"),
    )
    op.create_index("ix_mention_work", "mention", ["state", "next_at"], unique=False)


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("wanted_at", Utc(), nullable=False),
        sa.Column("shown_at", Utc(), nullable=True),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("pulled_at", Utc(), nullable=True),
        sa.Column("old_message_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("reminded_at", Utc(), nullable=True),
        sa.Column("pinged_at", Utc(), nullable=True),
        sa.Column("rung_at", Utc(), nullable=True),
        sa.Column("rung_lead_at", Utc(), nullable=True),
        sa.Column("cleared_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat_id", "message_id"),
        sa.UniqueConstraint("mention_id"),
    )
    op.create_index("ix_card_stale", "card", ["stale", "brand"], unique=False)


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("folded_hash", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mention_id", "version"),
    )
    op.create_index(op.f("ix_draft_brand"), "draft", ["brand"], unique=False)
    op.create_index("ix_draft_decided", "draft", ["brand", "decided_at"], unique=False)
    op.create_index(op.f("ix_draft_folded_hash"), "draft", ["folded_hash"], unique=False)
    op.create_index("ix_draft_made", "draft", ["brand", "created_at"], unique=False)
    op.create_index(op.f("ix_draft_mention_id"), "draft", ["mention_id"], unique=False)


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mention_id"),
    )
    op.create_index("ix_handover_work", "handover", ["state", "next_at"], unique=False)


def _reply() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.String(), nullable=False),
        sa.Column("ref", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approval_hash", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("approved_at", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", Utc(), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("by_hand_reason", sa.String(), nullable=True),
        sa.Column("by_hand_url", sa.String(), nullable=True),
        sa.Column("by_hand_at", Utc(), nullable=True),
        sa.Column("native_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("posted_at", Utc(), nullable=True),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.Column("delete_wanted_at", Utc(), nullable=True),
        sa.Column("deleted_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["draft.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reply_brand"), "reply", ["brand"], unique=False)
    op.create_index("ix_reply_brand_posted", "reply", ["brand", "posted_at"], unique=False)
    op.create_index(op.f("ix_reply_delete_wanted_at"), "reply", ["delete_wanted_at"], unique=False)
    op.create_index(op.f("ix_reply_draft_id"), "reply", ["draft_id"], unique=False)
    op.create_index(op.f("ix_reply_mention_id"), "reply", ["mention_id"], unique=False)
    op.create_index(op.f("ix_reply_native_id"), "reply", ["native_id"], unique=False)
    op.create_index(op.f("ix_reply_posted_at"), "reply", ["posted_at"], unique=False)
    op.create_index("ix_reply_work", "reply", ["state", "next_at"], unique=False)
    op.create_index(
        "one_live_reply",
        "reply",
        ["mention_id"],
        unique=True,
        sqlite_where=sa.text("state not in ('cancelled', 'failed')"),
        postgresql_where=sa.text("state not in ('cancelled', 'failed')"),
    )
