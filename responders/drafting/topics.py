"""What a reply is about: of the judge's topics the one the mention itself speaks of.

A reply about a return to somebody who wrote of a dead line is worse than one that names nothing; so a topic whose
replies name things (an order, a return, a payment, the stock) needs a word of it in the mention.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from models import TOPICS, Judgement
from responders.drafting.letters import DAMAGE, grievance

_SIGNS: Mapping[str, re.Pattern[str]] = {
    "shipping": re.compile(
        r"kargo|kurye|paket|teslim(?! eder| ett[iı][mk])|gonderi|dagit|takip|\bkoli|\bdesi\b|siparis"
        r"|(yanlis|baska|eski|farkli) adres|\badres(te|ime|imde)"
        r"|\badres.{0,25}(gel|git|birak|yolla|gonder|degis|bulun|yanlis|eksik)"
        r"|deliver|parcel|courier|\bship|driver|tracking|package|postage|\bposted|\bdepot|\border|\bmy box\b"
        r"|we missed you"
    ),
    "returns": re.compile(
        r"\biade|degisim|degistir|geri (gonder|al|yolla|ver)|\bparam(i|iz|izi)?\b|\bparasi|yatma(di|mis)"
        r"|refund|\breturn|exchang|money back"
        r"|(send|sent|sending) .{0,12}back"
        r"|\bswap"
    ),
    "stock": re.compile(
        r"\bstok|\bstog|tuken|kalmad|kalmam|bulam|gelecek mi|gelir mi|gelicek mi|tekrar gel|gelmi?[ey]?[iey]ce[kg]"
        r"|\bbeden\w* .{0,20}(yok|gel|kal|cik|bit)|\breng?[ki]\w* .{0,20}(yok|gel|kal|bit)|\bkaptim"
        r"|hic(bir)? (magaza|sube|yer)\w* (yok|bulam|kalma)"
        r"|\bstock|sold out|restock"
        r"|\bout of\b|availab|coming back|back in|discontinu"
    ),
    "payment": re.compile(
        r"odeme|\bkart|\bcek(im|il|ti|mis)|\bparam(i|iz|izi)?\b|havale|iban|taksit|fatura|hesab|ucret|ekstre|tahsil"
        r"|hediye (cek|kart)"
        r"|\bpay|\bpaid|\bcard|charg(e|ing)|\bbank|invoice|billing|debit|transfer|cheque"
    ),
    "support": re.compile(
        r"musteri hizmet|temsilci|destek|cevap|yanit|donus|donen|donmedi|\bara(d|y|m)|telefon|\bhatt?a\b|mesaj|\bmail"
        r"|sikayet|canli|ilgil|personel|calisan|gorevli|servis|engelle|support|agent|repl(y|ies)|answer|\bcall"
        r"|on hold"
        r"|email|ticket|customer|staff|\bhelp|blocked|\bchat|service"
    ),
    "app": re.compile(
        r"uygulama|tasarim|arayuz|\bmenu(de|den|yu|ler|nuz|su)?\b|acilm(iyo|ad)"
        r"|\bsite(de|ye|niz|si|nin)?\b|giris|sifre|guncelle(?!me (?:fark|bedel|ucret|oran|tutar))"
        r"|ekran|bildirim|sepet|indir(dim|iyor)|\bapp\b|website"
        r"|log ?(in|ged)|password|update|crash|screen|notification|basket|checkout|\bbug"
    ),
    "price": re.compile(
        r"fiyat|etiket|bobre[gk]|\bzam\b|\bzamm|pahali|indirim|kampanya|kupon|\blira|\btl\b|ucuz|ucret|bedel"
        r"|\d{2,} .{0,15}(magaza|sube|raf|kasa|site|internet)\w* \d{2,}|\bkredi|vade|butce|\bmaas|price|expensive|cheap"
        r"|discount|coupon|\bfees?\b|[£$€]|\bcosts?\b|surcharge|subscri|\bdeal|\bquid\b"
    ),
}  # fmt: skip
_VAGUE = ("product", "support")
_PLAIN: Mapping[str, re.Pattern[str]] = {
    "payment": re.compile(
        r"(iki|uc|2|3) (kez|kere|defa) (cek|tahsil|odeme|para)|cift cekim"
        r"|(charged|debited|billed) (me )?(twice|two times)"
        r"|double charge|two debits|charged again"
    ),
    "returns": re.compile(
        r"\biade|\brefund|money back|\b(send|sent|bring|take) (it|them|this|these|those|things?|stuff|something) back\b"
    ),
    "shipping": re.compile(
        r"\bkargo|\bkurye|\bparcel|\bcourier|tracking number|\bmy delivery"
        r"|siparis\w*.{0,15}(gelmedi|gelmiyo|\byok\b|nerede|nerde|ulasmadi)"
        r"|\b(my|the) order.{0,20}(never|not|hasn'?t|still).{0,12}(came|come|arriv|here|turned up)"
    ),
    "support": re.compile(
        r"\d ?(dk|dakika)\w* (\w+ )?(hatta(yi[mz]|ydi[mk]| (bekl|kal|tut))|telefonda)"
        r"|\bon hold\b.{0,20}\d+ ?min|\d+ ?min\w* .{0,12}\bon hold"
    ),
}
"""Words that seldom mean anything else."""
_SERVICE = re.compile(
    r"internet(?!te)|wi-?fi|modem|sebeke|tarife|\bkota|roaming|network|signal|broadband|\bhat(tim|larim|imiz|tin)?\b"
    r"|\bfilm|\bdizi|senar|\bsezon(da|un)\b|bolum|yayin|series|season|episode|stream|\boyun(da|un|u)?\b|\bgame"
    r"|\botel|\bucus|\bucak|flight|hotel|rezervasyon|booking|bilet|ticket|restoran|restaurant|\bgarson|waiter"
    r"|\bkasa(da|lar)?\b|\btills?\b|kuyruk|queue|salon|\bgym|scooter|\bbank(a|ada|in)?\b|sigorta|insur|atm\b"
    r"|taksi|\btaxi|\bcab\b"
    r"|resepsiyon|pansiyon|\bmuayene|hemsire|\brandevu|\bpolice|\bkasko|\bvezne|\bgise(de|ye|si)?\b|\bperon|otobus"
    r"|minibus|metrobus|\btren(de|i|in)?\b|\bfaiz|havayolu|\bbavul|antrenor|resmi tatil|sayac|asansor|\baidat"
    r"|belediye|dogal ?gaz|\bkuafor|berber|veteriner|\bbaz istasyon|pompaci|ehliyet|\bterapist"
    r"|taahhu[dt]|soyunma|muavin"
    r"|\bnurses?\b|\bdentist|\bappointment|\bward\b|\bclinic\b|\blandlord|\btenan(t|cy)|\bletting|\bmortgage|\boverdraft"
    r"|\btrams?\b|\btrains?\b|\bbus(es)?\b|\bferry|\blessons?\b|\bteacher|\bboiler|\bmeter\b|\btariff|\bgig\b|\bvet\b"
    r"|\bcarers?\b|\bplumber|\bhaircut|\bpolicy\b|\bbins? (day|men|lorry|collect)|\bbin'?s been|\bcouncil\b|\bmuseum"
)
_ORDERED = re.compile(
    r"siparis|\badres(te|ime|imde|\w* .{0,20}(yanlis|degis|gonder|yolla))|kargo|\bkurye|teslim(?! eder)|\bpaketim"
    r"|\bpaket (gel|git|kapi|sokak|yok|nerede|komsu)|git(mis|ti) paket"
    r"|\bkoli|sepet|\bkutu(?!phane)|satin al|\baldi(m|k|gim|gimiz)\b|\bgeldi(?!m|k)|\bgelmedi|\bgelmis|\biade"
    r"|\bodeme|\bcekim|cekil(di|mis)|charged|payment|tracking|\btakip|\border|parcel|package|deliver|\bship"
    r"|bought|purchas|arriv|\breturn|refund|money back|replacement|\bbox\b|courier"
    r"|(?<!bus )(?<!tram )(?<!cab )(?<!taxi )(?<!coach )\bdriver"
    r"|\bsent (me|us) .{0,12}(\bsize|wrong|pair|instead)"
)


_CAME = re.compile(r"\bgel(di|medi|mis)\w*")
"""A bill, a bus or an engineer comes as well."""
_NO_ORDERS = re.compile(
    r"bank(asi)?\b|sigorta|hastane|\bklinik|poliklinik|eczane|\botel|pansiyon|\bhostel|\bokul|kolej|\bkres\b"
    r"|anaokulu|dershane|\bkurs|universite|\byurdu?\b|\byurt\b|belediye|hava ?yol|kanat hava|turizm|\btur\b"
    r"|seyahat|otobus|taksi|metrobus|\bgym\b|fitness|\bspor salon|kuafor|\bterzi|veteriner|\bhamam|sinema|tiyatro"
    r"|\b(elektrik|su|(dogal ?)?gaz|hat|net|kart|hava|finans|emeklilik|yatirim|fly)$"
    r"|aquapark|\benerji|\bmobil\b|telekom|\basansor|akademi|\bnakliy|fatura|kuru temizleme|\betut\b"
    r"|insurance|assurance|hospital|clinic|\bhotel|\bschool|nursery|college|university|council|airways|airlines?\b"
    r"|\bbuses\b|\brail(way)?s?\b|\btrains\b|\bbarbers?\b|\bvets\b|cinemas?\b|\benergy\b|\bmobile$|telecom"
    r"|\bcoaches\b|\btrams?\b|cabs?\b|\btaxis?\b|\bferries\b|\bair\b|lettings|\bdental\b|removals|conveyanc|\bpensions?\b"
    r"|building society|credit union|\bwallet\b|\bcare\b|\bdriving\b|\bleisure\b|\bswim\b|\byoga\b|holidays\b"
    r"|theme park|\binn\b|\bsuites\b|broadband|\bfib(re|er)\b|\bpay$|librar(y|ies)|\bcamps\b|roofing|plumbing"
    r"|\bcleaners?\b|\bhomes\b|\btickets\b|\blessons\b|\brentals?\b|\btolls?\b|\bwater$|passports|\bparking\b|\bsurgery\b|\bpower$"
)
"""Names of what has no orders; in small letters without Turkish marks."""
_HELP = re.compile(
    r"\b(support|help(ed|ing|s|line|desk|ful)?\b|unhelpful|agents?\b|repl(y|ies|ied|ying)|answer|call(s|ed|ing)?\b|chat"
    r"|e-?mail|service|on hold|ignor|respon[ds])"
)
_RIDE = re.compile(
    r"\b(bus|tram|taxi|cab|coach|minibus|train)\b.{0,40}\bdrivers?\b"
    r"|\bdrivers?\b.{0,60}\b(bus|tram|taxi|cab|coach|meter|fare|passengers?|my stop|seats?)\b"
)
"""A driver of people, not of parcels."""
_PARCEL = re.compile(
    r"siparis|\bkargo|\bkurye|\bpaket|\bkoli|sepet|satin al|\border|parcel|package|\bdeliver|courier|tracking|bought"
)

_MAILS_CARDS = re.compile(r"\bbank|bank\b|\bkart$|finans|sigorta|katilim|insurance|assurance")
_PURCHASE = re.compile(r"siparis|satin al|sepet|\border|bought")

_RECORD = re.compile(
    r"\b(?:soyad|soyis|isim|ismi|sifre|adres(?:im|imi|i|ini)?\b|kimlik|mail|e-?posta"
    r"|telefon numara|koltuk numara|tarife|uyeli"
    r"|(?:ucus|bilet|sefer|randevu|teslimat|rezervasyon) (?:tarih|saat)|ucak saat)\w*.{0,25}degis(?!im)"
)
"""What is written down of somebody: changed, it is no return."""


def topic_for(judgement: Judgement, folded: str, names_a_thing: bool, brand: str = "") -> str:
    """The judged topic with the most words in the mention, the vocabulary's order among equals.

    Of a complaint as long as a letter only the sentences that tell of trouble count.
    Without a word of any: product or support, whose replies name nothing, product where a thing is named, else
    "general". Where the judge named no topic, a delivery or a return the mention speaks of. A double charge is always
    one of payment, and a ride none of delivery. `brand`: its folded name.
    """
    sore = grievance(folded) if judgement.label == "complaint" else folded
    told = {topic: len(pattern.findall(sore)) for topic, pattern in _SIGNS.items()}
    if sore != folded:
        told["product"] = len(DAMAGE.findall(sore))
    judged = [topic for topic in TOPICS if topic in judgement.topics]
    if _PLAIN["payment"].search(folded):
        return "payment"
    spoken = [topic for topic in judged if told.get(topic)]
    if "returns" in spoken and _RECORD.search(folded) and not _PLAIN["returns"].search(folded):
        spoken.remove("returns")
    if "shipping" in spoken and _carries_people(folded, brand):
        spoken.remove("shipping")
    if spoken:
        return max(spoken, key=lambda topic: told[topic])
    if not judged:
        return next((topic for topic, pattern in _PLAIN.items() if pattern.search(folded)), "general")
    vague = [topic for topic in judged if topic in _VAGUE] or (["product"] if names_a_thing else [])
    return "general" if not vague or (vague[0] == "product" and is_service(folded)) else vague[0]


def _carries_people(folded: str, brand: str) -> bool:
    return is_orderless(brand, folded) or (_RIDE.search(folded) is not None and not names_an_order(folded))


def is_service(folded: str) -> bool:
    """Whether it is about something that has no order number: a line, a film, a hotel, a till."""
    return _SERVICE.search(folded) is not None and _ORDERED.search(_CAME.sub(" ", folded)) is None


def sells_nothing(name: str) -> bool:
    """Whether a brand is called after what has no orders: a bank, a hospital, a bus line, a school (name folded)."""
    return _NO_ORDERS.search(name) is not None


def is_orderless(brand: str, folded: str) -> bool:
    """Whether a brand called after what has no orders is written to and no order is spoken of (both folded).

    To a bank or an insurer a courier is no order: he brings a card.
    """
    spoken = _PURCHASE if _MAILS_CARDS.search(brand) else _PARCEL
    return sells_nothing(brand) and spoken.search(folded) is None


def names_an_order(folded: str) -> bool:
    """Whether an order or a parcel is spoken of in so many words."""
    return _PARCEL.search(folded) is not None


def speaks_of_help(folded: str) -> bool:
    """Whether an English mention speaks of asking for help or of an answer, rather than of what went wrong."""
    return _HELP.search(folded) is not None


def is_ordered(folded: str) -> bool:
    """Whether something was ordered or bought."""
    return _ORDERED.search(folded) is not None
