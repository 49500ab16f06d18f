"""Wording that decides whether there may be a draft at all. Over folded text (language.folding.fold)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FOOD_TR = (
    r"\b(yemek|yemeg|durum|kofte|cigkofte|salata|ekmek|ekmeg|corba|pizza|burger|hamburger|lahmacun|tatli|cikolata|lavas"
    r"|doner|pilav|ayran|mama|pide|tost)\w*"
)
_FOUND = r"(\w+ )?(cikti|vardi|bulduk|buldum|var\b(?! m[iu]))"
_FOOD_EN = (
    r"(\w+ )?(food|wrap|burger|salad|soup|pizza|sandwich|meal|dinner|lunch|rice|bread|drink|kebab|fries|cake|cereal)"
)

DANGER: Mapping[str, re.Pattern[str]] = {
    "self_harm": re.compile(
        r"\bintihar|yasamak istemiyor|yasamaktan (biktim|yoruldum)|olmek istiyor|canima kiy|kendimi oldur|hayatima son"
        r"|kendime zarar|kill(ing)? myself|suicid|want to die|end my life|don'?t want to (live|be here any)"
        r"|hurt(ing)? myself|self.?harm|better off dead"
    ),
    "injury": re.compile(
        r"hastane(lik|dey[id]|de (yat|kald)|ye (kaldir|gittik|gittim|yatt)|den (yeni )?cik(t|iyo))"
        r"|\bacilde|acil(e (gitt|kaldir)| servis)|zehirlen|nefes alam"
        r"|\b112('?[yd][ie]n?)? (cagir|aradi)|\bambulans(la\b|lik|a (bin|kon)| (cagir|gel|gotur))"
        r"|(butun|tum) gece\w* kus|sabaha kadar kus|\b(yed[iu]|yiyip|yiyince|yedikten)\w*.{0,30}\bkus(tu|uyor)"
        r"|\bishal(iz|im)?\b(?! (yapar|eder|icin|onle))|\bmide\w* boz(du|ul)|\bfenalas(t|ip|iyor)"
        r"|\b(kolum|bacagim|bilegim|parmagim|disim) kir(il|di)|\b(elim|kolum|yuzum|cildim) yandi"
        r"|(fare|bocek) zehi?r|rat poison|swallowed (a|the) (magnet|battery|button|screw)"
        r"|alerji (oldum|oldu|yapti|sok)|alerjik sok|yuz(um|u) sisti|elektrik carp|yaraland|\bkaniyor|dikis atildi"
        r"|food poison|poisoned|allergic reaction|can'?t breathe|couldn'?t breathe"
        r"|electric shock|electrocut|(?<!insult to )injur(ed|y)"
        r"|(called|needed) (an ambulance|911|999)|\bin a&e\b|ended up in (the )?er\b|\bepi-?pen|choked on"
        r"|(threw|throwing) up (all|after|last|the whole)|\bvomit(ed|ing)\b|broke my (wrist|arm|leg|tooth|ankle)"
        r"|bleeding|in (the )?hospital|emergency room|burn(ed|t) (my|his|her) (skin|face|hand|arm|finger)"
    ),
    "safety": re.compile(
        r"(sarj|pil|batarya|cihaz|telefon|priz|adaptor|urun|kablo)\w*.{0,30}(patla|alev|yandi|tutustu|duman(?! gibi))"
        r"|alev al|yangin cik|cam (parca|kirig)\w* (cik|var)|bocek cik|(caught|on) fire|explod"
        r"|smok(e|ing) (came|coming|from)|glass in (my|the)|sparks? (came|coming|flying)"
        rf"|(\bicinde|{_FOOD_TR}).{{0,30}}\b(bocek|kurt(lar|cuk\w*)?|jilet|metal parca\w*) {_FOUND}"
        rf"|{_FOOD_TR}.{{0,30}}\b(vida|civi|tel) {_FOUND}"
        rf"|\b(screws?|nails?|metal|blades?|bolt|razor|cockroach|maggots?)\b.{{0,20}}\bin(side)?"
        rf" (my|the|our) {_FOOD_EN}"
        r"|there('?s| is| was) a fire\b(?! (sale|deal|drop|drill))|\bfire in (your|the) (store|shop|branch|restaurant)"
    ),
    "legal": re.compile(
        r"\bavukat(?! arkadas\w* (ile )?(gel|git|yed|oner|tavsiye))|dava (ac|edec)"
        r"|mahkeme(?!\w* (yan|karsi|onun|arka|durag|bina))|\bsavci|\bcimer\b|(tuketici|hakem) heyet|noter(den)? "
        r"|ihtarname|yasal (yol|islem|hak)"
        r"|hukuki|\bicraya|suc duyurusu|\blawyer|\battorney|\bsolicitor|\bsu(e|ing) (you|them)|see you in court"
        r"|legal action|trading standards|small claims|ombudsman|class action|consumer protection"
    ),
    "press": re.compile(
        r"\bgazeteci(yim|siyim)?\b|\bmuhabir|haber (yapiyor|yapacag|hazirl|icin(?! (cok )?(tesekkur|sag ?ol)))"
        r"|basin (mensub|danis)|roportaj"
        r"|\bjournalist|\breporter\b|press (office|enquir|inquir|contact)|writing (a|an) (story|article|piece)"
    ),
    "data": re.compile(
        r"veri(lerim|ler)\w* (siz|cal|sat)|bilgilerim\w* (siz|cal|sat|paylas)|hesab\w* (hack|cal(in|mis)|ele gecir)"
        r"|hacklen"
        r"|kisisel veri|data (breach|leak)|(my )?(details|data) (were |was |have been |got )?(leaked|stolen|sold)"
        r"|account (was |got |has been )?(hacked|taken over|compromised|stolen)"
    ),
    "minor": re.compile(
        r"\b([5-9]|1[01])\.? ?sinif(im|tayim|a gid|ogrenci)|\b(9|1[0-7]) yasinday(im|iz)\b|ortaokul(da okuyor|dayim)"
        r"|lise(deyim|liyim)"
        r"|\bi'?( a)?m (only )?(9|1[0-7])( years old| yrs old| yo)?(?=[ .,!]*($|and |so |but ))"
        r"|\bi'?( a)?m (only |just )?(9|1[0-7]) (years|yrs) old"
        r"|\b(9|1[0-7]) years old,? (and )?(bought|ordered|paid|used)"
        r"|i'?m in (middle school|[5-9]th grade)"
    ),
}

STOP = re.compile(
    r"\bbana (bir daha |artik )?(yazma|mesaj atma|cevap verme)(yin(iz)?)?\b(?! diye)"
    r"|\bbeni (artik )?rahat birak(in(iz)?)?\b|\brahat birakin(iz)? (artik )?beni\b|^\W*rahat birakin(iz)?\W*$"
    r"|\betiketlemeyin(iz)?\b"
    r"|(?<!you )(?<!they )\b(don['’]?t|do not) (message|contact|tag|reply to|write to) me\b"
    r"|(?<!n['’]t )(?<!nt )(?<! not )(?<!never )\bstop (messag|contact|tagg|reply|writ)ing (to )?me\b"
)
"""A wish to be left alone, said to us: "vermeyince" (as nobody answered) and "won't stop messaging me" are none."""
REPORTED_STOP = re.compile(
    r"\b(?:diye|d(?:iyor|edi|emis)\w*|derim|once|sonra|iken|\w+ken|kadar|gormeden|icmeden|annem\w*|kocam\w*)\b"
    r"|[\"“”«»]"
    r"|\b(?:said|says|told|tell|tells|like|before|until|till|when|while|unless|if|after|during|because|at \d)\b"
)
"""A wish to be left alone that somebody else said, or said to somebody else, or for a while only."""
BESIDE_STOP = re.compile(
    r"lutfen|artik|bir|daha|bi|tesekkur\w*|sagol\w*|sag|ol(?:un)?|iyi|gunler|ama|rica|ederim|beni?|bana|siz(?:e|i)?|hic"
    r"|please|pls|thanks?|thank|you|but|ever|again|now|ok(?:ay)?|just|any|more|anymore|i|to|me|and|ty"
)
SPAM = re.compile(
    r"taki[bp](e|ciye|ye) takip|geri takip|gt yap|\brt (yap|et|le)|retweet (to|and|et|yap)"
    r"|follow (me|back|for follow)|\bf4f\b"
    r"|(begen|takip et|etiketle)\w*.{0,40}(kazan|cekilis|katil)|\b(casino|bahis|onlyfans|forex|escort)\b"
    r"|ek gelir|evden para kazan|telegram (kanal|grub)|check (out )?my (page|profile|shop|link)|click (the )?link"
    r"|dm me to (earn|make)|(tag|like|share).{0,40}to win|follower kazan|bonus kod"
)
DRAW = re.compile(r"cekilis|giveaway|hediye ceki kazan")
INSULT = re.compile(
    r"\b(kopek|salak|aptal|gerizekali|serefsiz|ahmak|mal|palyaco|soytari|sahtekar|ezik|cahil|rezil|igrenc|yavsak)"
    r"(l[ae]r|lik)?(s[iu]n(iz)?)?\b|\b(idiots?|clowns?|morons?|losers?|scum(bags?)?|trash(y)?|pathetic|stupid|dumb"
    r"|suck(s|ed|ers?)?)\b|🤡|🖕|🤮"
)
PROBLEM = re.compile(
    r"yok\b|gelme|calism|bekli|bekle|gun(dur)?\b|hafta|bozuk|kirik|eksik|yanlis|iade|kargo|siparis|urun|para|param"
    r"|odeme|cevap"
    r"|musteri hizmet|magaza|uygulama|fiyat|order|refund|deliver|parcel|package|broke|wait|late|never|charge"
    r"|sube|hizmet|servis|kasiyer|kurye|garson|personel|calisan|malzeme|yemek|lezzet|porsiyon|hijyen|service|branch"
    r"|store|shop|staff|cashier|courier|driver|waiter|food|app\b|price|money|support|reply|n't\b|not\b|size|return"
)
