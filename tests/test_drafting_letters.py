"""Long letters: the reply is about the grievance, not about the first thing a letter speaks of."""

from __future__ import annotations

import pytest

from language.folding import fold
from responders.drafting.letters import LONG, grievance
from responders.drafting.reading import in_doubt
from responders.drafting.topics import topic_for
from tests.drafting_helpers import asked, judged

KETTLE_EN = (
    "I have bought from you since you had one shop and one van. Delivery is always quick, the courier knows our "
    "dog by name, the parcel arrives when the tracking says and the packaging has never once been wasteful. The "
    "website is easy and the price was fair, even with delivery on top, so I have had no complaints until today. "
    "Then the handle of the new kettle broke on the second morning and the lid cracked by the third. I was so "
    "disappointed, it was a present to myself. How is a kettle meant to last if it can't get through a week of "
    "tea?"
)
KETTLE_TR = (
    "Tek şubeniz varken de sizden alırdım, yıllardır kapımıza gelen kuryeniz köpeğimizi adıyla çağırır. Kargo hep"
    " zamanında gelir, paketler özenlidir, takip ekranı ne diyorsa o olur, fiyatınız da makuldü, o yüzden bugüne "
    "kadar hiç sorun yaşamadım. Ama yeni aldığım çaydanlığın kulpu ikinci sabah koptu, kapağı da üçüncü gün "
    "çatladı. Kendime hediye almıştım, çok üzüldüm, elimde parçalarıyla kaldım. Bir hafta çaya dayanmayan "
    "çaydanlık olur mu, neden böyle dağıldı anlamıyorum, bu kadar mı düştü artık?"
)
REFUND_EN = (
    "Let me start with what works. The app is lovely, the app basket works, the app notifications come on time "
    "and checkout in the app takes me ten seconds. The lamp I bought in spring is still bright, and the rug in "
    "the hall is admired by everyone who walks over it. I sent a toaster back in September because I had changed "
    "my mind, which your form allows, and the pick-up went well. The refund never came. Six weeks later there is "
    "nothing, and nobody tells me why a refund that was promised in writing is not here."
)
LATE_TR = (
    "Önce güzel tarafını söyleyeyim: ürünleriniz sağlam, geçen yıl aldığım tencere bugün bile pırıl pırıl, "
    "dikişleri sökülen tek bir önlüğüm olmadı, mağazadaki kızlar da güler yüzlü. Fiyat konusunda da hakkınızı "
    "yemem, indirim günlerinde fiyatlarınız iyidir, kuponlarınızı da severek kullanırım. Gelelim bu siparişe: iki"
    " hafta önce verdiğim sipariş hâlâ gelmedi, kargo yola çıkmadı görünüyor, kurye aramıyor. Bayrama yetişmesi "
    "gerekiyordu, yetişmedi. Paket nerede, neden kimse bir şey demiyor?"
)
TOPICS = ("shipping", "returns", "product", "app", "price")


@pytest.mark.parametrize(
    ("text", "lang", "topic"),
    [
        (KETTLE_EN, "en", "product"),
        (KETTLE_TR, "tr", "product"),
        (REFUND_EN, "en", "returns"),
        (LATE_TR, "tr", "shipping"),
    ],
)
def test_a_letter_is_answered_about_its_grievance(text: str, lang: str, topic: str) -> None:
    assert len(text) > LONG
    judgement = judged("complaint", lang=lang, topics=TOPICS)
    assert topic_for(judgement, fold(text), True) == topic


def test_a_short_post_is_read_as_a_whole() -> None:
    assert grievance("kargo hizli. kulpu koptu.") == "kargo hizli. kulpu koptu."
    assert "website" not in grievance(fold(KETTLE_EN))


@pytest.mark.parametrize(("text", "lang"), [(KETTLE_EN, "en"), (KETTLE_TR, "tr")])
def test_a_letter_that_turns_sour_gets_no_cheerful_thanks(text: str, lang: str) -> None:
    assert in_doubt(asked(text, judged("praise", "product", lang)))


def test_a_letter_of_thanks_stays_one() -> None:
    text = (
        "I want to say thank you to everyone at your shop. My grandmother's chair arrived on the day it was promised,"
        " the driver carried it up four floors and would not take a tip. The colour is the one in the photo, the wood"
        " smells of wood, and she has already fallen asleep in it twice. I can't fault any of it. My uncle, who "
        "complains about everything, found no problems, walked round it three times and sat down. We will be back for"
        " the table when we have saved for it. Please pass this on to whoever wrote the note in the box, she keeps it"
        " on the shelf."
    )
    assert len(text) > LONG
    assert not in_doubt(asked(text, judged("praise", "product", "en")))
