"""Approved replies as examples: which are found, which never, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models import Author, Database, Draft, Mention, Reply
from responders.drafting import ResponderSettings
from responders.drafting.build import build_drafter
from responders.drafting.edits import rates
from responders.drafting.examples import NEAREST, PER_AUTHOR, ApprovedReplies, Like
from responders.drafting.outcomes import outcomes, spent
from tests.drafting_helpers import NOW, asked, brand
from tests.llm_helpers import drafter_with

OLD = NOW - timedelta(days=3)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sqlite = request.param == "sqlite"
    database = Database(f"sqlite:///{tmp_path / 'x.db'}" if sqlite else request.getfixturevalue("postgres_url"))
    database.migrate()
    yield database
    with database.transaction() as session:
        for table in ("reply", "draft", "mention", "author"):
            session.connection().exec_driver_sql(f"delete from {table}")
    database.dispose()


class Rows:
    """Writes posted replies."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._n = 0

    def author(self, name: str = "a") -> Author:
        author = Author(brand="ornek", platform="x", native_id=name, handle=name, first_seen=OLD)
        self._session.add(author)
        self._session.flush()
        return author

    def add(self, text: str, reply: str = "Tamam, bakalım.", author: Author | None = None, **changes: Any) -> int:
        """The id of a reply posted three days ago to `text`; changes by table: mention_…, draft_…, reply_…."""
        self._n += 1
        author = author or self.author(f"author{self._n}")
        mention = Mention(
            brand="ornek", platform="x", native_id=f"m{self._n}", author_id=author.id, text=text, created_at=OLD,
            received_at=OLD, root_id=f"m{self._n}", label="complaint", topics=["shipping"], lang="tr", state="closed",
        )  # fmt: skip
        _set(mention, changes, "mention_")
        self._session.add(mention)
        self._session.flush()
        draft = Draft(
            mention_id=mention.id, brand="ornek", version=1, state="approved", text=reply, lang="tr", created_at=OLD,
            made={"pieces": [f"p{self._n}"]},
        )  # fmt: skip
        _set(draft, changes, "draft_")
        self._session.add(draft)
        self._session.flush()
        sent = Reply(
            draft_id=draft.id, mention_id=mention.id, brand="ornek", platform="x", account="o", target_id="t",
            thread_id="t", text=reply, lang="tr", version=1, approval_hash="h", key=f"k{self._n}", approved_by=1,
            approved_at=OLD, state="posted", posted_at=OLD,
        )  # fmt: skip
        _set(sent, changes, "reply_")
        self._session.add(sent)
        self._session.flush()
        return sent.id


def _set(row: Any, changes: dict[str, Any], prefix: str) -> None:
    for name, value in changes.items():
        if name.startswith(prefix):
            setattr(row, name.removeprefix(prefix), value)


def _like(text: str, topic: str = "shipping", kind: str = "complaint") -> Like:
    return Like(brand(), text, "tr", kind, topic)


def test_the_nearest_by_wording_whatever_the_suffix(store: Database) -> None:
    with store.transaction() as session:
        rows = Rows(session)
        rows.add("kutu ezik geldi")
        wanted = rows.add("UYGULAMANIZ sürekli çöküyor ya", mention_topics=["app"])
        rows.add("iadem yatmadı", mention_topics=["returns"])
    found = ApprovedReplies(store).nearest(_like("uygulama cokuyor", topic="app"), NOW)
    assert found[0].id == wanted
    assert found[0].mention == "UYGULAMANIZ sürekli çöküyor ya"
    assert found[0].pieces == ("p2",)


def test_the_topic_goes_before_the_wording_and_three_are_enough(store: Database) -> None:
    with store.transaction() as session:
        rows = Rows(session)
        elsewhere = rows.add("kargom gelmedi kargom gelmedi", mention_topics=["returns"])
        same = [rows.add(f"kargom {n} gündür gelmedi") for n in range(4)]
    found = [e.id for e in ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW)]
    assert len(found) == NEAREST
    assert set(found) <= set(same)
    assert elsewhere not in found


@pytest.mark.parametrize(
    "changes",
    [
        {"reply_deleted_at": OLD},
        {"reply_state": "held"},
        {"reply_posted_at": NOW - timedelta(hours=23)},
        {"reply_posted_at": NOW - timedelta(days=181)},
        {"reply_lang": "en"},
        {"reply_brand": "oteki"},
        {"mention_label": "praise"},
        {"mention_sarcastic": True},
        {"draft_reasons": ["injection"]},
    ],
)
def test_what_is_no_example(store: Database, changes: dict[str, Any]) -> None:
    with store.transaction() as session:
        Rows(session).add("kargom gelmedi", **changes)
    assert ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW) == []


def test_a_text_somebody_wrote_anew_is_none_but_a_mended_one_is(store: Database) -> None:
    with store.transaction() as session:
        rows = Rows(session)
        for text in ("Numaranı DM'den yazarsan bakalım.", "Telefonla görüşsek daha kolay olur."):
            rows.add("kargom gelmedi", text, draft_version=2, draft_editor=7)
            mention = session.exec(select(Mention).order_by(col(Mention.id).desc())).first()
            assert mention is not None
            first = "Numaranı DM'den yaz, bakalım."
            session.add(Draft(mention_id=mention.id, brand="ornek", version=1, text=first, lang="tr", created_at=OLD))
    found = ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW)
    assert [example.reply for example in found] == ["Numaranı DM'den yazarsan bakalım."]


def test_a_reply_posted_by_hand_is_one(store: Database) -> None:
    with store.transaction() as session:
        Rows(session).add("kargom gelmedi", reply_state="posted_by_hand")
    assert len(ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW)) == 1


def test_one_author_does_not_fill_the_shelf(store: Database) -> None:
    with store.transaction() as session:
        rows = Rows(session)
        loud = rows.author("loud")
        for n in range(PER_AUTHOR + 3):
            rows.add(f"kargom gelmedi {n}", author=loud, reply_posted_at=OLD + timedelta(minutes=n))
        quiet = rows.add("kargo", reply_posted_at=OLD - timedelta(days=1))
        from responders.drafting.examples import _candidates

        kept = [reply.id for reply, _, _ in _candidates(session, _like("kargom"), NOW)]
    assert len(kept) == PER_AUTHOR + 1
    assert quiet in kept


def test_what_is_forgotten_is_gone_from_here_too(store: Database) -> None:
    with store.transaction() as session:
        Rows(session).add("kargom gelmedi")
    with store.transaction() as session:
        for table in ("reply", "draft", "mention"):
            session.connection().exec_driver_sql(f"delete from {table}")
    assert ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW) == []


def test_personal_data_is_masked(store: Database) -> None:
    with store.transaction() as session:
        Rows(session).add("kargom gelmedi numaram 0532 111 22 33")
    (found,) = ApprovedReplies(store).nearest(_like("kargom gelmedi"), NOW)
    assert "0532" not in found.mention
    assert "[TELEFON]" in found.mention


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_wording_breaks_the_search(store: Database, text: str) -> None:
    assert ApprovedReplies(store).nearest(_like(text + " OR * \" NEAR( :x | & ! '", topic="app"), NOW) == []


def test_odd_wording_against_rows(store: Database) -> None:
    with store.transaction() as session:
        Rows(session).add("kargom gelmedi")
    for text in ('"', "kargo*", "kargo OR 1=1; --", "NOT kargom", "kargom & !gelmedi", ":query", "(", "\x00kargom"):
        ApprovedReplies(store).nearest(_like(text), NOW)


def test_examples_reach_the_model_marked_and_the_record(database: Database) -> None:
    with database.transaction() as session:
        wanted = Rows(session).add("kargom 3 gündür gelmedi", "Üç gün beklemek tatsız. Numaranı DM'den yaz, bakalım.")
    drafter, talker = drafter_with(
        lambda n, steps, told: {"ack": "Böyle yol gözlemek can sıkıcı", "step": steps[0]},
        examples=ApprovedReplies(database),
    )
    draft = drafter.draft(asked("kargom hâlâ gelmedi"))
    assert draft.made["examples"] == [wanted]
    assert "tatsız" in talker.told[0]
    assert "beklemek tatsız" not in talker.told[0]


def test_outcomes_of_a_day(database: Database) -> None:
    decided: dict[str, Any] = {"draft_decided_at": OLD + timedelta(seconds=30)}
    with database.transaction() as session:
        rows = Rows(session)
        rows.add("bir", "Aynen böyle.", **decided)
        rows.add("iki", "Aynen böyle.", draft_state="rejected", **decided)
        rows.add("üç", "Aynen böyle.", reply_deleted_at=NOW, **decided)
        rows.add("dört", "Dün.", draft_decided_at=OLD - timedelta(days=2))
        rows.add("beş", "Bekliyor.", draft_state="open")
    with database.reading() as session:
        found = outcomes(session, "ornek", OLD, NOW)
    (result,) = rates(found).values()
    assert (result.drafts, result.as_is, result.rejected, result.regretted) == (3, 2, 1, 1)
    assert result.median_seconds == 30.0
    assert {outcome.key for outcome in found} == {("tr", "shipping", "template", "")}


def test_an_edit_is_measured_against_the_machines_last_version(database: Database) -> None:
    with database.transaction() as session:
        rows = Rows(session)
        rows.add("bir", "Böyle olsun artık.", draft_version=2, draft_editor=7, draft_decided_at=OLD)
        mention = session.exec(select(Mention)).one()
        session.add(
            Draft(
                mention_id=mention.id,
                brand="ornek",
                version=1,
                state="superseded",
                text="Böyle olsun.",
                lang="tr",
                created_at=OLD,
                mode="hybrid",
                prompt="p@1",
                made={"requests": 2, "cost_usd": 0.25},
            )
        )
    with database.reading() as session:
        (found,) = outcomes(session, "ornek", OLD, NOW)
        assert spent(session, "ornek", OLD) == (2, 0.25)
        assert spent(session, "ornek", NOW) == (0, 0)
    assert found.edit is not None
    assert found.edit.size == "heavy"
    assert found.key[2:] == ("hybrid", "p@1")


def test_templates_prefer_pieces_people_approved(database: Database) -> None:
    plain = build_drafter(ResponderSettings()).draft(asked("kargom hâlâ gelmedi"))
    others = [
        build_drafter(ResponderSettings()).draft(asked("kargom hâlâ gelmedi", avoid=(plain.text,))),
    ]
    liked = others[0].made["pieces"]
    with database.transaction() as session:
        Rows(session).add("kargom gelmedi", draft_made={"pieces": liked})
    taught = build_drafter(ResponderSettings(), examples=ApprovedReplies(database)).draft(asked("kargom hâlâ gelmedi"))
    assert set(taught.made["pieces"]) & set(liked)
    assert not set(plain.made["pieces"]) & set(liked)
