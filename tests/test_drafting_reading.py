"""What a reply makes of a mention: its topic, what it must not ask, what it looks up, and when it stays careful."""

from __future__ import annotations

import re
from typing import Any

import pytest

from language.folding import fold
from models import Step
from responders.drafting import Memory
from responders.drafting.asking import asked_for, gives_a_number, needless
from responders.drafting.reading import in_doubt, is_playful
from responders.drafting.topics import is_ordered, is_service, topic_for
from tests.drafting_helpers import asked, brand, drafted, judged

ROUNDS = 15


def _texts(text: str, label: str, topic: str, lang: str = "tr", **changes: Any) -> list[str]:
    judgement = judged(label, topic, lang, **{k: changes.pop(k) for k in ("sarcastic", "confidence") if k in changes})
    return [drafted(text, judgement, memory=Memory(counter=n), **changes).text for n in range(ROUNDS)]


@pytest.mark.parametrize(
    ("text", "judged_topics", "topic"),
    [
        ("No network in our village for six days", ("returns", "support"), "support"),
        ("param hâlâ yatmadı, iade 12 gündür bekliyor", ("payment", "returns"), "returns"),
        ("masa sallanıyor, sandalye de", ("returns", "product"), "product"),
        ("kargom nerede", (), "shipping"),
        ("iadem ne oldu", (), "returns"),
        ("siparişim gelmedi", (), "shipping"),
        ("my order never arrived", (), "shipping"),
        ("bunu beğenmedim", (), "general"),
        ("bunu beğenmedim", ("payment",), "general"),
        ("internetim yok", ("product",), "general"),
        ("tişört çekti", ("shipping", "product"), "product"),
    ],
)
def test_a_reply_is_about_what_the_mention_speaks_of(text: str, judged_topics: tuple[str, ...], topic: str) -> None:
    judgement = judged().model_copy(update={"topics": judged_topics})
    assert topic_for(judgement, fold(text), names_a_thing=False) == topic


@pytest.mark.parametrize("text", ["can I send things back if they don't fit?", "could I bring it back to the shop?"])
def test_sending_things_back_is_a_return_though_the_judge_names_no_topic(text: str) -> None:
    judgement = judged("question", lang="en").model_copy(update={"topics": ()})
    assert topic_for(judgement, fold(text), names_a_thing=False) == "returns"


def test_a_named_thing_makes_a_product_of_a_topic_nothing_speaks_of() -> None:
    judgement = judged().model_copy(update={"topics": ("returns",)})
    assert topic_for(judgement, fold("monitörde iki ölü piksel var"), names_a_thing=True) == "product"


@pytest.mark.parametrize("text", ["wifi çekmiyor", "beşinci sezonda senarist değişmiş", "two tills open out of nine"])
def test_a_service_has_no_order_number(text: str) -> None:
    assert is_service(fold(text))
    assert not is_ordered(fold(text))


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Sipariş numaranı DM'den yollarsan birlikte bakalım.", {"order"}),
        ("Bir fotoğrafını DM'den atar mısın?", {"photo"}),
        ("Ürünün adını ve ne zaman aldığını yazarsan bakalım.", {"product", "bought"}),
        ("Hangi mağaza olduğunu DM'den yazarsan bakalım.", {"place"}),
        ("Ne olduğunu DM'den iki cümleyle yazarsan bakalım.", {"gist"}),
        ("Bunu hangi ekranda gördüğünü yazar mısın?", {"screen"}),
        ("DM us the order number or the shop it came from so we can look.", {"order", "place"}),
        ("Tell us which phone and app version you're on.", {"device"}),
        ("DM'den yaz, birlikte bakalım.", set()),
        ("DM us so we can take a look.", set()),
    ],
)
def test_what_a_sentence_of_ours_asks_for(sentence: str, asks: set[str]) -> None:
    assert asked_for(sentence) == asks


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("siparişim gelmedi, sipariş no 4417700", "order"),
        ("order number 4417700 still not here", "order"),
        ("numarayı DM'den yazdım, siparişim yok", "order"),
        ("fotoğrafını da çektim, kargo kutusu ezik", "photo"),
        ("Kadıköy şubesinde sipariş alınmadı", "place"),
        ("paket dün geldi, açamadım", "bought"),
        ("iPhone 13'te sepet açılmıyor", "device"),
        ("42 numara sipariş ettim dar geldi", "size"),
        ("the sofa I ordered arrived with a hole in the fabric on one side", "gist"),
        ("üç gündür internetim yok", "order"),
    ],
)
def test_what_was_said_is_not_asked(text: str, out: str) -> None:
    assert out in needless(text, names_a_thing=False)


def test_a_short_mention_leaves_its_product_to_be_asked_for() -> None:
    assert "product" not in needless("ikinciye almam", names_a_thing=False)
    assert "product" in needless("bu cezvenin dibi üç yıkamada karardı", names_a_thing=False)
    assert "product" in needless("montum yırtık", names_a_thing=True)


@pytest.mark.parametrize(
    ("text", "topic", "lang"),
    [
        ("siparişim hâlâ gelmedi, sipariş no 4417700", "shipping", "tr"),
        ("still no parcel, order number 4417700", "shipping", "en"),
        ("siparişim gelmedi, sipariş no 4417700", "general", "tr"),
        ("nobody helps me, ticket no 4417700", "support", "en"),
    ],
)
def test_a_number_that_is_given_is_used_and_never_repeated(text: str, topic: str, lang: str) -> None:
    assert gives_a_number(text)
    for reply in _texts(text, "complaint", topic, lang):
        assert re.search(r"numaradan|numara yeter|[Nn]umaran belli|number", reply), reply
        assert not re.search(r"DM|4417700", reply), reply


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("üç gündür internet yok, işe gidemedim, kimse ilgilenmiyor artık", "tr"),
        ("no signal in the whole village since the storm, six days now", "en"),
    ],
)
def test_nobody_is_asked_for_an_order_number_where_nothing_was_ordered(text: str, lang: str) -> None:
    for topic in ("product", "support", "returns", "general"):
        for reply in _texts(text, "complaint", topic, lang):
            assert not re.search(r"[Ss]ipariş|iade|order|return", reply), reply


def test_the_brands_own_step_stands_whatever_it_asks() -> None:
    own = Step(id="s", tr_sen="Sipariş numaranı formdan yaz.", tr_siz="Sipariş numaranızı formdan yazın.")
    for reply in _texts("üç gündür internet yok", "complaint", "general", brand=brand(steps=[own])):
        assert reply.endswith("Sipariş numaranı formdan yaz.")


def test_of_the_brands_own_steps_the_one_that_asks_for_nothing_told_is_taken() -> None:
    branch = Step(id="a", tr_sen="Hangi şubeydi, DM'den yazar mısın?", tr_siz="Hangi şubeydi, DM'den yazar mısınız?")
    mail = Step(id="b", tr_sen="DM'den iki satır yaz, bakalım.", tr_siz="DM'den iki satır yazın, bakalım.")
    own = brand(steps=[branch, mail])
    told = _texts("Moda şubesi kapalıydı", "complaint", "support", brand=own)
    assert {"şubeydi" in reply for reply in told} == {False}
    assert {"şubeydi" in reply for reply in _texts("kapıda kaldık", "complaint", "support", brand=own)} == {True, False}


@pytest.mark.parametrize(
    ("label", "changes", "doubtful"),
    [
        ("praise", {"confidence": 0.95}, False),
        ("praise", {"confidence": 0.6, "sarcastic": True}, True),
        ("praise", {"confidence": 0.9, "sarcastic": True}, False),
        ("praise", {"confidence": 0.5}, True),
        ("praise", {"unsure": True}, True),
        ("complaint", {"confidence": 0.5}, False),
    ],
)
def test_when_thanks_would_be_a_risk(label: str, changes: dict[str, Any], doubtful: bool) -> None:
    assert in_doubt(asked("kokusu sabah sıkıyorum asansörde", judged(label, **changes))) is doubtful


def test_praise_that_speaks_of_something_gone_wrong_is_doubtful_unless_it_was_put_right() -> None:
    assert in_doubt(asked("teslim edildi, kime edildi acaba tebrikler", judged("praise")))
    assert not in_doubt(asked("paket gelmedi, hemen yenisini yolladılar, bravo", judged("praise")))
    assert in_doubt(asked("it never arrived, brilliant", judged("praise", lang="en")))


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_doubtful_mention_gets_words_that_fit_either_reading(lang: str) -> None:
    text = "sabah sıkıyorum asansörde bitiyor kokusu" if lang == "tr" else "everyone was very kind about the pudding"
    cheerful = r"yüzümüzü güldürdü|günümüzü|Teşekkürler|made our day|love it|[Tt]hank"
    for n in range(ROUNDS):
        draft = drafted(text, judged("praise", "product", lang, unsure=True), memory=Memory(counter=n))
        assert draft.level == "green"
        assert {"case:doubt", "unsure"} <= set(draft.reasons)
        assert re.search(r"varsa|olduysa|[Dd]eğilse|\b[Ii]f\b", draft.text), draft.text
        assert not re.search(cheerful, draft.text), draft.text


@pytest.mark.parametrize(
    ("text", "playful"),
    [
        ("bravo, kargo salyangozla mı geliyor", True),
        ("love how next day means next dimension", True),
        ("paket sırılsıklam geldi içindeki defterler hamur olmuş", False),
        ("two tills open out of nine", False),
        ("tebrikler, babamın cenazesine yetişmedi", False),
        ("bravo, paramı da yediniz", False),
    ],
)
def test_a_joke_is_taken_up_only_where_one_was_made(text: str, playful: bool) -> None:
    assert is_playful(text) is playful


def test_a_complaint_called_sarcastic_is_answered_as_the_complaint_it_is() -> None:
    text = "paket sırılsıklam geldi içindeki defterler hamur olmuş"
    for reply in _texts(text, "complaint", "shipping", sarcastic=True):
        assert not re.search(r"[Şş]aka|macera|maç yap|İroni|espri", reply), reply


def test_somebody_who_lost_somebody_hears_no_joke_whatever_the_judge_heard() -> None:
    text = "Babam öleli 7 ay oldu, belgeyi üç kere verdim, hâlâ ona mesaj geliyor. Kapatın artık."
    for reply in _texts(text, "complaint", "support", sarcastic=True):
        assert re.search(r"\baci|kayb|boyle bir gunde", fold(reply)), reply


def test_a_long_story_is_read_by_its_end() -> None:
    long = (
        "I work at a school and ordered a box set for the library. The first copy came with a crushed corner, fine. "
        "They sent another, and that one had volume four twice. I wrote, they wrote, everybody was polite to me. "
        "In the meantime the term started and the display went up without it. It is now week nine of this affair. "
        "All I would like at this point is the book that belongs on the shelf, nothing else."
    )
    for n in range(ROUNDS):
        draft = drafted(long, judged("complaint", "shipping", "en"), platform="reddit", memory=Memory(counter=n))
        assert "case:long" in draft.reasons
        assert "photo" not in draft.text


def test_a_double_charge_is_one_of_payment_whatever_the_judge_says() -> None:
    judgement = judged(topic="support", lang="en")
    assert topic_for(judgement, "i was charged two times for one ticket", names_a_thing=False) == "payment"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "kedim bile yemedi, tebrik ederim"),
        ("tr", "mideyi de bozduk, elinize sağlık"),
        ("tr", "köpeğe verdik o bile yemedi, bravo"),
        ("tr", "zehirlendik ama sunum harikaydı"),
        ("tr", "akşam yedik gece kustuk, teşekkürler"),
        ("tr", "böreğim küflü geldi ne hoş"),
        ("en", "even our dog wouldn't touch it, lovely"),
        ("en", "cheers for the food poisoning"),
        ("en", "great night hugging the toilet, ta"),
        ("en", "even next door's cat turned its nose up, well done"),
        ("en", "wonderful stew, made the whole table... made my mum sick"),
    ],
)
def test_harm_or_disgust_in_praise_gets_no_cheerful_thanks(lang: str, text: str) -> None:
    praise = judged("praise", "product", lang)
    assert in_doubt(asked(text, praise))
    draft = drafted(text, praise)
    assert draft.decision == "escalate" or "case:doubt" in draft.reasons


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "midemiz bayram etti"),
        ("tr", "köpeğim bile bayıldı"),
        ("tr", "tadından yenmiyor, midem düzeldi"),
        ("tr", "kocam pilav bitti diye küstü"),
        ("tr", "kedime bile dokunmadı tozu"),
        ("en", "dog loves it"),
        ("en", "even the cat wouldn't leave the blanket alone"),
        ("en", "disgustingly good, all gone"),
        ("en", "sick trainers, love them"),
        ("en", "my dog won't eat anything else now"),
    ],
)
def test_praise_that_only_sounds_like_harm_stays_praise(lang: str, text: str) -> None:
    assert not in_doubt(asked(text, judged("praise", "product", lang)))


def test_what_may_be_sent_back_if_it_does_not_fit_is_no_question_of_what_it_fits() -> None:
    for told in ("can I send things back if they don't fit?", "may I return them if nothing fits?"):
        assert not [text for text in _texts(told, "question", "returns", "en") if "works with" in text]
    assert [
        text for text in _texts("does the strap fit the old model?", "question", "product", "en") if "works" in text
    ]
