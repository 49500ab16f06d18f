"""What a Turkish reply names and asks, by families of mentions: several wordings each, in both forms of address."""

from __future__ import annotations

import re

import pytest

from language.folding import fold
from responders.drafting import Memory
from tests.drafting_helpers import brand, drafted, judged

ROUNDS = 9


def _texts(text: str, label: str, topic: str, sarcastic: bool = False) -> list[str]:
    """Drafts in turn; folded. Every one must be green."""
    drafts = [
        drafted(
            text,
            judged(label, topic, sarcastic=sarcastic),
            brand=brand("siz" if n % 2 else "sen", facts=[]),
            memory=Memory(counter=n),
        )
        for n in range(ROUNDS)
    ]
    assert {draft.level for draft in drafts} == {"green"}, [d.text for d in drafts if d.level != "green"]
    return [fold(draft.text) for draft in drafts]


@pytest.mark.parametrize(
    ("text", "topic", "named", "asked"),
    [
        ("bu fiyata bu kalite olmaz", "price", "para|fiyat|kalite", "urun|neresi"),
        ("o paraya bu kumaş mı yani, değmez", "product", "para|fiyat|kalite", "urun|neresi"),
        ("fiyatlar el yakıyor", "price", "fiyat", "urun"),
        ("bu fiyata böbrek de dahil mi", "price", "fiyat", "urun"),
        ("geçen ay 400dü şimdi 650, bu nasıl zam", "price", "fiyat|zam", "urun"),
        ("Mağazada başka internette başka fiyat", "price", "fiyat", "magaza|sube"),
        ("sitede 300 mağazada 450, hangisi doğru", "price", "fiyat", "magaza|sube"),
        ("kasada başka fiyat çıktı rafta başka", "price", "kasa", "magaza|sube"),
        ("yeni tasarım berbat olmuş hiçbir şeyi bulamıyorum", "app", "yeni|yerinin|bildig", "neyi|menuyu"),
        ("yeni menü çok karışık, sepeti bulamadım", "general", "yeni|yerinin|bildig", "neyi|menuyu"),
        ("Aradığım rengi bir türlü bulamıyorum", "stock", "reng", "urun"),
        ("38 beden hiç gelmiyor, dalga mı geçiyorsunuz", "stock", "beden", "urun"),
        ("Temsilciniz çok kaba konuştu", "support", "uzgun|uzucu", "gun"),
        ("kasiyer bize çok ters davrandı", "support", "uzgun|uzucu", "magaza"),
        ("Destek talebim iki haftadır açık, kimse bakmamış.", "support", "taleb|talep", "talep numara"),
        ("bekleyen başvurum var, ses yok", "support", "taleb|talep", "talep numara"),
        ("telefonda 25 dakika müzik dinledim", "support", "25 dakika", "konu|neden"),
        ("ürünü geri yolladım ama sistemde hâlâ görünmüyor", "returns", "yolla|gonderil|yola cik", "iade kod"),
        ("Güncelleme harika, artık hiç açılmıyor", "app", "acilma|acamamak|girememek", "surum|model|ekran"),
    ],
)
def test_a_complaint_hears_its_trouble_and_one_question(text: str, topic: str, named: str, asked: str) -> None:
    for said in _texts(text, "complaint", topic):
        assert re.search(named, said), said
        assert re.search(asked, said), said


def test_a_price_gripe_is_not_sent_to_private_messages() -> None:
    for text in ("etikete bakınca yaşlandım", "bu fiyata böbrek de dahil mi"):
        for said in _texts(text, "complaint", "price", sarcastic=True):
            assert "dm'den" not in said


def test_a_colour_nobody_called_sold_out_is_not_sold_out() -> None:
    assert not any("tukendi" in said for said in _texts("Aradığım rengi bir türlü bulamıyorum", "complaint", "stock"))


def test_an_app_that_does_not_open_does_not_close() -> None:
    for said in _texts("bravo, uygulama hiç açılmıyor 👏", "complaint", "app", sarcastic=True):
        assert "kapan" not in said
        assert "acilip" not in said


def test_the_code_of_a_gift_voucher_is_never_asked_for() -> None:
    for said in _texts("hediye çeki kabul edilmiyor, iki kere denedim", "complaint", "payment"):
        assert "kodu" not in said, said
        assert re.search("uyari|magazada mi", said), said


@pytest.mark.parametrize(
    ("text", "topic", "named"),
    [
        ("botun tabanından ses geldi, tabanından ayrıldı", "product", "taban"),
        ("gelen çanta fotoğraftakiyle alakasız", "product", "gorsel|foto|ekran|resim|sitede|gosteril|gorun|gorul"),
        ("paramı hâlâ alamadım, iki hafta oldu", "returns", "para|hesab"),
    ],
)
def test_an_ending_does_not_hide_the_trouble(text: str, topic: str, named: str) -> None:
    for said in _texts(text, "complaint", topic):
        assert re.search(named, said), said


@pytest.mark.parametrize("text", ["aynı şeyi beşinci kişiye anlatıyorum", "aynı sorunu üç temsilciye anlattım"])
def test_who_has_told_it_often_is_not_asked_to_tell_it_again(text: str) -> None:
    for said in _texts(text, "complaint", "support"):
        assert not re.search("kisaca|iki (satir|cumle)|ayrinti", said), said
        assert "numara" in said, said


@pytest.mark.parametrize(
    ("text", "topic", "said"),
    [
        ("mağazalarda kulaklık kaldı mı", "stock", "kulakligin.*(sehir|sehr)"),
        ("Kadıköy mağazasında bu montun M bedeni var mı", "stock", "montun hangi modelini"),
        ("bu çanta laptop sığar mı", "product", "inc"),
        ("hamileyken kullanılır mı bu krem", "product", "doktor.*eczaci"),
        ("şu lacivert montun M bedeni hiç mi gelmicek ya", "stock", "o bedenin gelip gelmeyecegini"),
        ("iki indirim kodu birlikte kullanılıyor mu", "price", "kodlarin birlikte"),
        ("bir kere yikadigim nevresimi iade edebilir miyim", "returns", "yikanmis urunun iade"),
        ("giydiğim ayakkabıyı iade edebilir miyim", "returns", "kullanilmis urunun iade"),
    ],
)
def test_a_question_is_met_where_it_stands(text: str, topic: str, said: str) -> None:
    for draft in _texts(text, "question", topic):
        assert re.search(said, draft), draft


def test_a_question_about_pets_in_the_shop_is_none_about_its_stock() -> None:
    for draft in _texts("mağazalarınızda evcil hayvan girişi var mı", "question", "general"):
        assert "stog" not in draft


@pytest.mark.parametrize(
    ("text", "topic", "glad"),
    [
        ("indirimde kaptım, cebimi yakmadı", "price", "indirim|ceb|fiyat|zaman"),
        ("aradığım bedeni bulabildim şükür", "stock", "beden"),
        ("sonunda stoklara girdi ve kaptım", "stock", "bulman|yakala|cabuk"),
    ],
)
def test_who_has_found_something_is_told_so(text: str, topic: str, glad: str) -> None:
    for said in _texts(text, "praise", topic):
        assert re.search(glad, said), said
        assert "yeniden kavus" not in said


@pytest.mark.parametrize(
    ("text", "topic", "case"),
    [
        ("pazar günü kimse yok, pazartesi gelin dediler", "support", "rude"),
        ("sinirden pencereden bağırdım, hat yine meşgul", "support", "rude"),
        ("yol tarif ediyorum kapatıyor", "support", "silenced"),
        ("adresi tarif ettim, başka numaradan arıyorlar durmadan", "support", "passed_around"),
        ("arıza hattı meşgul çalıyor, sokak karanlık", "product", "stopped"),
        ("aldığım yoğurt bozuk çıktı", "product", "stopped"),
        ("aldığım sabunda köpük yok, köpük dediğin bol olur", "product", "broken"),
        ("kedinin ameliyat dikişi için kontrole gün vermediniz, mama da aldık", "product", "seam"),
        ("aldığım saat elimi yıkadım diye buğulandı", "product", "wash"),
        ("baklava aldım, çatal değince ses yok", "product", "sound"),
        ("aldığım belgede imza eksik", "product", "wrong"),
        ("sabah sabah küfrettirdiniz, aldığıma pişmanım", "product", "food"),
        ("üç aydır giyiyorum, dirsekleri delindi", "general", "waiting"),
        ("kaydırağın merdiveni paslı", "general", "waiting"),
        ("su kesintisi yüzünden dükkânı kapattım, ücretini siz verin", "general", "extra_fee"),
        ("arkadaşımın borcu yüzünden kartım kapandı", "payment", "fee"),
        ("kartla 2.200 çektim, bankada başka yazıyor", "payment", "twice"),
        ("fiyat yüzünden tartışma çıktı", "price", "rise"),
        ("kurye imza attırdı, kapıyı kapattı gitti", "shipping", "courier"),
        ("kurye paketi yine yanlış yere bırakmış", "shipping", "damaged"),
        ("poliçemi eski adresime yollamışsınız", "support", "wrong_door"),
        ("kapı açılmıyor, uygulamadan bastım", "app", "wont_open"),
        ("rezervasyonu ben iptal ettim, kapora ortada yok", "support", "cancelled"),
        ("doktor böbreklerine bak dedi, suyunuz kireçli", "product", "pricey"),
        ("çeşmenin adını rahmetli dedem koymuştu, kurutmuşsunuz", "general", "grief"),
        ("saat 7 yazıyor, otobüs 10 geçe kalkıyor", "general", "price_tag"),
        ("kalabalıkta bağırdık, sesimizi duyuramadık", "support", "rude"),
        ("telefonu açan çocuk ekip yemekte dedi", "support", "phone"),
        ("bebek telsizi sustu, ağladığından haberimiz yok", "general", "waiting"),
        ("tek mendil için içi naylon dolu koli, mendil almıştım", "product", "thin"),
    ],
)
def test_a_word_inside_another_trouble_picks_no_case(text: str, topic: str, case: str) -> None:
    assert f"case:{case}" not in drafted(text, judged("complaint", topic), brand=brand(facts=[])).reasons


@pytest.mark.parametrize(
    ("text", "case", "instead"),
    [
        ("otobüs şoförü anneme kolunu uzattı, öyle indirdi", "courier", "driver"),
        ("rahmetli ninemin reçeli gibi kokuyor mutfak", "grief", "memory"),
        ("elektrik ekibi on dakikada kapıdaydı", "fast", "quick_there"),
        ("çayın yanında kurabiye de getirdiler", "fast", ""),
        ("dağda yağmur yedik, içimiz kuru kaldı", "taste", ""),
        ("halıya bağımlı bir dedem var, bu halı ona iyi", "mock", ""),
        ("inerken kapı bekledi, çok ince", "fast", ""),
        ("yanlış yapınca düzelten bir hoca, ne güzel", "mended", ""),
        ("iki saatte cevap geldi maile", "fast", "quick_help"),
        ("ilacı içtim mi diye soruyor, tadı yok ama işim görülüyor", "taste", ""),
    ],
)
def test_praise_for_one_is_not_taken_for_another(text: str, case: str, instead: str) -> None:
    reasons = drafted(text, judged("praise", "general"), brand=brand(facts=[])).reasons
    assert f"case:{case}" not in reasons
    assert not instead or f"case:{instead}" in reasons


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hesap kapatma kaç gün sürer", "ne kadar surdugunu"),
        ("hangi kargoyla yolluyorsunuz", "hangi kargoyla"),
        ("kurs akşam kaçta başlıyor", "saatini"),
        ("iki kişi bir üyelikle gelsek olur mu", "mumkun olup olmadigini"),
        ("bebek şampuanı iki yaşa uyar mı, ne kadar bekletilir", "dogrusu"),
        ("hesabın adını nasıl değiştiriyoruz", "adimlarini"),
        ("patikların kalıbı küçük mü", "kalip bilgisini"),
        ("bayramda aile odası kaldı mı", "yer kalip kalmadigini"),
        ("alt limit kaç lira", "alt siniri"),
        ("baskı fotoğraflar sizde ne kadar kalıyor", "dogrusu"),
    ],
)
def test_a_question_is_looked_up_by_what_it_asks(text: str, asked: str) -> None:
    said = fold(drafted(text, judged("question", "general"), brand=brand(facts=[])).text)
    assert re.search(asked, said), said
    assert not re.search("puan tarafi|evcil hayvan|teslimat sure|degisim kosul|uyumlu", said), said


@pytest.mark.parametrize(
    ("name", "text", "asks"),
    [
        ("Deniz Sigorta", "kart kırık çıktı, kullanamıyorum", False),
        ("Çınar Hastanesi", "aldığım sandalye kırık çıktı", False),
        ("Yelken Bank", "sipariş ettiğim kumbara kırık çıktı", True),
        ("Örnek Marka", "aldığım sandalye kırık çıktı", True),
    ],
)
def test_no_order_is_asked_for_where_the_brand_has_none(name: str, text: str, asks: bool) -> None:
    said = [
        fold(drafted(text, judged(topic="product"), brand=brand(name=name, facts=[]), memory=Memory(counter=n)).text)
        for n in range(ROUNDS)
    ]
    assert any("siparis" in text for text in said) is asks, said


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("fıstık alerjim var, bu gofrette fıstık var mı", "tr"),
        ("çölyak hastasıyım, ekmeğiniz glutensiz mi", "tr"),
        ("does this brownie contain almonds, I have a nut allergy", "en"),
        ("coeliac here, is the granola gluten free", "en"),
    ],
)
def test_food_and_an_allergy_get_the_ingredients_list_and_no_doctor(text: str, lang: str) -> None:
    for counter in range(ROUNDS):
        judgement, memory = judged("question", "product", lang), Memory(counter=counter)
        draft = drafted(text, judgement, brand=brand(facts=[]), memory=memory)
        assert re.search("icindekiler|ingredients|label", fold(draft.text)), draft.text
        assert not re.search("dokto|eczac|doctor|pharmac", fold(draft.text)), draft.text
        assert draft.level == "green", draft.flags


@pytest.mark.parametrize(
    ("text", "lang"),
    [("tansiyon hastasıyım, bu serumu kullanabilir miyim", "tr"), ("can I use this serum with rosacea", "en")],
)
def test_another_question_of_health_hears_of_the_list_as_well(text: str, lang: str) -> None:
    for counter in range(ROUNDS):
        judgement, memory = judged("question", "product", lang), Memory(counter=counter)
        draft = drafted(text, judgement, brand=brand(facts=[]), memory=memory)
        assert re.search("etiket|listesi|label|list", fold(draft.text)), draft.text
        assert draft.level == "green", draft.flags
