"""The responders' own net: weariness of life and falls get no draft; what only sounds like them is answered."""

from __future__ import annotations

import pytest

from responders.drafting.when_not import refusal
from tests.drafting_helpers import asked, judged


@pytest.mark.parametrize("label", ["complaint", "praise", "other"])
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "bıktım artık bu hayattan, kargonuz da tuz biber"),
        ("tr", "hayattan soğudum iyice, bir siz eksiktiniz"),
        ("tr", "uyusam da bir daha uyanmasam, paket umurumda değil"),
        ("tr", "keşke hiç uyanmasam sabaha"),
        ("tr", "yaşamanın bir anlamı kalmadı, iadeyi de boşverin"),
        ("tr", "ölsem de kurtulsam hepsinden"),
        ("en", "fed up with life, and now this parcel"),
        ("en", "honestly tired of being alive and your delivery isn't helping"),
        ("en", "wish I could go to sleep and not wake up. also where's my order"),
        ("en", "sick and tired of living, the lost box was the last straw"),
        ("en", "wish I was dead, and my refund is gone too"),
        ("en", "there's no point in living, keep the coat"),
    ],
)
def test_weariness_of_life_goes_to_a_person(lang: str, text: str, label: str) -> None:
    found = refusal(asked(text, judged(label, "general", lang)))
    assert found is not None
    assert (found.decision, found.reason) == ("escalate", "self_harm")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "merdivende botun tabanı çıktı, yuvarlandım"),
        ("tr", "annem yürüyen merdiveninizde düştü"),
        ("tr", "yürüyen merdiveninizde annem düştü"),
        ("tr", "ıslak zeminde mağazanızda kaydım, kimse bakmadı"),
        ("tr", "fermuar oğlumun çenesini kesti"),
        ("tr", "kabin kapısı kızımın parmağını sıkıştırdı"),
        ("tr", "topuk koptu, herkesin içinde düştüm"),
        ("en", "sole came off on the stairs and I fell"),
        ("en", "slipped on a wet floor in your shop, nobody helped"),
        ("en", "my mum fell on your escalator"),
        ("en", "nan tripped over the mat in your doorway"),
        ("en", "the buckle cut my hand"),
        ("en", "heel went and I sprained my ankle"),
    ],
)
def test_falls_and_cuts_go_to_a_person(lang: str, text: str) -> None:
    found = refusal(asked(text, judged("complaint", "general", lang)))
    assert found is not None
    assert (found.decision, found.reason) == ("escalate", "injury")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "bıktım bu kargodan"),
        ("tr", "hayatımda böyle rezalet görmedim, bıktım"),
        ("tr", "bu yastıkta uyumak harika, sabah uyanmak istemiyorum"),
        ("tr", "ölsem almam bir daha"),
        ("tr", "gülmekten yere yuvarlandım reklamınıza"),
        ("tr", "mağaza mağaza gezip bot peşine düştüm"),
        ("tr", "merdivende telefonum düştü, kılıf kurtardı"),
        ("tr", "botların fiyatı düştü mü"),
        ("tr", "kolileri kesti kurye"),
        ("tr", "fiyatlar el yaktı"),
        ("en", "fed up with this parcel"),
        ("en", "tired of living with this broken sofa"),
        ("en", "sick of life on hold with your support"),
        ("en", "best mattress, I sleep and don't wake up till noon"),
        ("en", "the parcel fell down the stairs with the courier"),
        ("en", "and I fell in love with the coat in your shop"),
        ("en", "prices fell in store last week"),
        ("en", "I slipped into your shop before closing"),
        ("en", "banged my head against a wall with your chat"),
        ("en", "tired of existing customers being ignored"),
    ],
)
def test_what_only_sounds_like_it_is_answered(lang: str, text: str) -> None:
    assert refusal(asked(text, judged("complaint", "shipping", lang))) is None
