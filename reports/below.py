"""The digest's lines below the fold: words named, what came of the replies, drafts, the judge, money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import get_args

from models.judgement import Escalate
from reports import wording
from reports.days import number
from reports.quality import Judged
from reports.screen import Line
from reports.speaking import Speech
from reports.usual import Usual
from reports.words import SHOWN

_NAMES = {"couriers": "courier", "cities": "city", "products": "product"}
_THEN = ("then_thanked", "then_angry", "then_answered", "then_silent")
_GRAVE = get_args(Escalate)
_OTHERS = {"tr": "diğer diller", "en": "other languages"}


class Below(Speech):
    """One digest in one language."""

    def lines(self) -> Iterator[Line]:
        """In the order they are read."""
        parts = (self.all_hours, self.named, self.ambassadors, self.outcomes, self.posted, self.skipped, self.undrafted)
        for part in (*parts, self.drafts, self.judge, self.money):
            yield from part()

    def all_hours(self) -> Iterator[Line]:
        spread = self.facts.answers.all_hours
        if spread.count:
            said = self.spread(spread, self.facts.usual_all_hours)
            yield Line(f"{self.say['first_reply']}, {self.say['all_hours']} {said}")

    def named(self) -> Iterator[Line]:
        named, usual = self.facts.named, self.facts.usual_named
        for kind, title in _NAMES.items():
            words: Mapping[str, int] = getattr(named, kind)
            if words:
                parts = (f"{word} {self.beside(count, usual[kind].get(word))}" for word, count in _top(words))
                yield Line(f"{self.say[title]}: {', '.join(parts)}")
        if named.rivals:
            posts = self.facts.counts.mentions
            parts = (self.rival(name, count, posts, usual["rivals"].get(name)) for name, count in _top(named.rivals))
            yield Line(f"{self.say['rivals'].format(self.count(posts))}: {', '.join(parts)}")

    def rival(self, name: str, count: int, posts: int, usual: Usual | None) -> str:
        """ "Rakipoğlu 9 (genelde 7) normal (%14)"; without its share of few."""
        part = wording.percent(count, posts, self.language)
        return f"{name} {self.beside(count, usual)}" + (f" ({part})" if part else "")

    def ambassadors(self) -> Iterator[Line]:
        people = [f"{wording.name(one.name or one.handle)} ({one.praises})" for one in self.facts.ambassadors]
        if people:
            yield Line(f"{self.say['ambassadors']}: {', '.join(people)}")

    def outcomes(self) -> Iterator[Line]:
        after, done = self.facts.afterwards, self.facts.done
        if any(getattr(done, name) for name in _THEN):
            yield Line(f"{self.say['then']}: {' · '.join(f'{self.say[name]} {self.compared(name)}' for name in _THEN)}")
        if not after.broken and (after.kept or after.due):
            yield Line(f"{self.say['promises']}: {self.promises()}")

    def posted(self) -> Iterator[Line]:
        text = f"{self.say['posted']} {self.compared('posted_by_api')}"
        text += f" · {self.say['by_hand']} {self.compared('posted_by_hand')}"
        if self.facts.outbox.by_hand_open:
            text += f" · {self.say['by_hand_open']} {self.count(self.facts.outbox.by_hand_open)}"
        yield Line(text, list_of="posted")

    def skipped(self) -> Iterator[Line]:
        reasons = {wording.reason(code, self.language): n for code, n in self.facts.skipped.items()}
        why = ", ".join(f"{reason} {self.count(n)}" for reason, n in _top(reasons))
        parts = [f"{self.say['skipped']} {self.compared('skipped')}: {why}"] if reasons else []
        if number(self.facts.counts, self.facts.done, "off_topic"):
            parts.append(f"{self.say['off_topic']} {self.compared('off_topic')}")
        if parts:
            yield Line(" · ".join(parts), list_of="skipped" if reasons else None)

    def undrafted(self) -> Iterator[Line]:
        """Why a person had to write."""
        why = Counter[str]()
        for code, posts in self.facts.undrafted.items():
            why[self.say["grave"] if code in _GRAVE else wording.care(code, self.language)] += posts
        if why:
            reasons = ", ".join(f"{reason} {self.count(posts)}" for reason, posts in why.most_common())
            yield Line(f"{self.say['bare']} {self.count(why.total())}: {reasons}")

    def drafts(self) -> Iterator[Line]:
        drafts = self.facts.drafts
        parts = (f"{self.say[name]} {self.draft_share(name, share)}" for name, share in drafts.shares().items())
        if drafts.decided:
            yield Line(f"{self.say['drafts']} {self.count(drafts.decided)}: {' · '.join(parts)}")

    def draft_share(self, name: str, share: float) -> str:
        """ "%73 (genelde %70) normal"; of few the bare count."""
        drafts = self.facts.drafts
        part = wording.percent(getattr(drafts, name), drafts.decided, self.language)
        usual = self.facts.usual_drafts.get(name)
        return f"{part}{self.share_aside(share, usual)}" if part else self.count(getattr(drafts, name))

    def judge(self) -> Iterator[Line]:
        cards = [self.card(lang, card) for lang, card in self.facts.judge.items()]
        if cards:
            known = any(card.interval() for card in self.facts.judge.values())
            aside = f" ({self.say['interval']})" if known else ""
            yield Line(f"{self.say['right']}{aside}: {' · '.join(cards)}")
        if second := self.facts.second.seen:
            yield Line(f"{self.say['second']} {self.facts.second.agreed}/{second}")

    def card(self, lang: str, card: Judged) -> str:
        """ "TR 12/20 (%39–%78) (genelde %80) ↓ düşük"."""
        shares = [wording.share(value, self.language) for value in card.interval() or ()]
        between = f" ({'–'.join(shares)})" if shares else ""
        name = _OTHERS[self.language] if lang == "other" else lang.upper()
        usual = self.facts.usual_judge.get(lang) if shares else None
        return f"{name} {card.right}/{card.seen}{between}{self.share_aside(card.right / card.seen, usual)}"

    def money(self) -> Iterator[Line]:
        money = self.facts.money
        if money.spent or money.forecast:
            spent, forecast = (wording.dollars(value, self.language) for value in (money.spent, money.forecast))
            yield Line(f"{self.say['month']} {spent} · {self.say['forecast']} {forecast}")


def _top(words: Mapping[str, int]) -> list[tuple[str, int]]:
    return list(words.items())[:SHOWN]
