"""Posts of one to five words: Turkish without its letters and English stay ours, other languages are told apart."""

from __future__ import annotations

import pytest

from language.detection import detect
from models import Brand
from monitor.sentiment import Text
from monitor.sentiment.corpus import FOLDER, of_split, read_examples
from monitor.sentiment.shipped import language

FOREIGN = """
me encanta | producto roto | pesima atencion | no me llega | talla equivocada | quiero mi dinero | todo perfecto gracias
service client nul | produit casse | quelle honte | rien recu | trop chouette | bonjour, toujours rien | livreur impoli
paket verloren | alles kaputt | Ware beschadigt | keine Antwort | danke schon | gerne wieder | klass
pacco smarrito | tutto rotto | grazie mille | mai piu | non funziona niente | consigliatissimo
loja horrivel | adorei demais | veio quebrado | produto quebrado | que lixo
pakket kwijt | slechte bezorging | heel slecht | geen reactie
kuryer telefonu acmir | hara zeng edim | tovar keyfiyyetsizdir | sizden razi qaldim | cox beyendim | mehsul gelmeyib
bir ay kecib hele de gelmeyib | bu ne biabirciliqdir | cavab vermirsiniz
buyurtmam kelmadi | kuryer kelmadi | tovar singan | juda yaxshi rahmat
zakaz poteryali | dengi vernut | spasibo bolshoe | ochen ploho | gde moy zakaz
barang pecah | kurir lambat | suka banget | ayna talabi | shukran jazilan
min pakke er ikke kommet | dalig service | huono palvelu | nagyon rossz | paczka zniszczona | foarte multumit
"""
TURKISH = """
kargom gelmedi | elime ulasti | kirik geldi | param nerde | cok yavas | coook yavas | efsane lezzet | eline saglik
krem alerji yapti | dikisleri sokuldu | rengi solmus | kokusu harika | telefon acan yok | yanlis beden | eksik urun
kutu ezik | sut bozuk | paketleme ozensiz | garson kaba | fiyatlar ucmus | uygulama donuyor | kupon calismiyor
rezilsiniz | bayildim | bravo | helal | yazik | aynen | dolandirildik | adres yanlis | stok gelir mi | kac lira
pili bitiyor | ekran catladi | ayakkabi vurdu | super hizli | musluk damlatiyor | corba soguk | pilav lapa | ucus iptal
"""
ENGLISH = """
parcel missing | late again | no reply | arrived broken | so tasty | soooo tasty | love this | refund please
rude driver | app crashes | screen cracked | zero stars | what a joke | total scam | utter rubbish | zip broke
stunning dress | burnt toast | cold chips | card declined | charged twice | in stock? | any discount | gluten free?
disgusting | shocking | lovely staff | soggy pizza | password reset | website down | spot on | still nothing | top notch
"""


def posts(block: str) -> list[str]:
    return [post.strip() for line in block.strip().splitlines() for post in line.split("|")]


def told(text: str, hint: str | None = None) -> str:
    return language(Text(text=text, brand=Brand(name="Nane"), lang_hint=hint))


@pytest.mark.parametrize("text", posts(FOREIGN))
def test_short_posts_in_other_languages_are_other(text: str) -> None:
    assert told(text) == "other"


@pytest.mark.parametrize("text", posts(TURKISH))
def test_short_turkish_without_its_letters_stays_turkish(text: str) -> None:
    assert told(text) == "tr"


@pytest.mark.parametrize("text", posts(ENGLISH))
def test_short_english_stays_english(text: str) -> None:
    assert told(text) == "en"


def test_a_few_strange_words_are_ours_on_more_evidence_only() -> None:
    assert detect("masakra")[1] < 0.8
    assert detect("klass")[0] == "other"


@pytest.mark.parametrize(
    ("text", "tag"), [("masakra", "pl"), ("vaya tela", "es"), ("xizmet pir baş", "KU"), ("😍😍", "fr")]
)
def test_a_foreign_tag_settles_what_is_not_plain(text: str, tag: str) -> None:
    assert told(text, tag) == "other"


@pytest.mark.parametrize("text", ["kargom nerede kaldi", "cok kotu", "iade istiyorum", "siparisim hala gelmedi"])
def test_plain_turkish_is_turkish_whatever_the_tag_says(text: str) -> None:
    assert {told(text, tag) for tag in ("in", "fi", "es", "az-AZ")} == {"tr"}


@pytest.mark.parametrize(
    ("tag", "lang"), [("TR", "tr"), ("tr-TR", "tr"), ("tur", "tr"), ("en_GB", "en"), ("EN-us", "en")]
)
def test_a_tag_is_read_in_every_spelling(tag: str, lang: str) -> None:
    assert told("😍😍", tag) == lang


@pytest.mark.parametrize("tag", ["und", "qme", "zxx", "art", "", "  ", "nonsense"])
def test_a_tag_that_says_nothing_is_no_tag(tag: str) -> None:
    assert told("vaya tela", tag) == told("vaya tela")
    assert told("😍😍", tag) == "tr", "the brand's first language"


def test_nearly_all_of_the_dev_split_is_read_in_its_language() -> None:
    """What it was when the lists were last changed, less two posts in a thousand."""
    examples = of_split(read_examples(FOLDER), "dev")
    for lang in ("tr", "en"):
        own = [example for example in examples if example.lang == lang]
        assert sum(language(example.as_text()) == lang for example in own) / len(own) >= 0.995
        tagged = [example.as_text().model_copy(update={"lang_hint": "in"}) for example in own]
        assert sum(language(text) == lang for text in tagged) / len(own) >= 0.99, "wrong tags"
