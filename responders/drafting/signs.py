"""Wording that decides whether there may be a draft at all. Over folded text (language.folding.fold)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FOOD_TR = (
    r"\b(yemek|yemeg|durum|kofte|cigkofte|salata|ekmek|ekmeg|corba|pizza|burger|hamburger|lahmacun|tatli|cikolata"
    r"|lavas"
    r"|doner|pilav|ayran|mama|pide|tost)\w*"
)
_FOUND = r"(\w+ )?(cikti|vardi|bulduk|buldum|var\b(?! m[iu]))"
_FOOD_EN = (
    r"(\w+ )?(food|wrap|burger|salad|soup|pizza|sandwich|meal|dinner|lunch|rice|bread|drink|kebab|fries|cake|cereal)"
)
_SOMEONE_TR = (
    r"(?:annem|babam|oglu?m|kizim|esim|kocam|karim|cocu[gk]\w*|bebe\w*|ninem|dedem|anneannem|babaannem|kardesim"
    r"|teyzem"
    r"|halam|yegenim|torunum|arkadasim|yasli\w*|bir (?:kadin|adam|musteri))"
)
_PLACE_TR = r"(?:magaza|merdiven|basamak|zemin|rampa|asansor|reyon|kabin|giris)\w*"
_FELL_TR = (
    r"(?<!gulmekten )(?<!yere )(?:yuvarlandi[mk]|kapaklandi[mk])"
    r"|(?<!tuzaga )(?<!yollara )(?<!yola )(?<!pesine )(?<!pesinize )(?<!derdine )(?<!yere )dustu[mk]\b"
)
_BODY_TR = (
    r"\b(?:cene|parmag|yuz|kol|bacag|ayag|bogaz|boyn|dudag|kulag|goz|kafa|el|topug|diz)"
    r"(?:[iu]?m[iue]?|[iu]n[iue]|s[iu]n[iue]|ler[iu]n[iu]|[iu]m[iu]z[iu])"
)
_SOMEONE_EN = (
    r"(?:i|we|she|he|they|mum|mom|mother|dad|father|nan|gran|granny|grandad|grandma|daughter|son|wife|husband|partner"
    r"|toddler|kid|child|baby|sister|brother|friend|customer|woman|man|lady|and|who|then|nearly|almost|just)"
)
_FLOOR_EN = r"(?:floor|stairs?|steps?|escalator|ramp|ice|lift|mat|cable|kerb|pavement|shop|store|doorway|ladder|aisle)"
_BODY_EN = (
    r"(?:ankle|wrist|knee|arm|leg|hand|finger|thumb|chin|face|head|lip|foot|back|hip|elbow|shoulder|toe|tooth|shin)"
)

DANGER: Mapping[str, re.Pattern[str]] = {
    "self_harm": re.compile(
        r"\bintihar|yasamak istemiyor|yasamaktan (biktim|yoruldum)|olmek istiyor|canima kiy|kendimi oldur"
        r"|hayatima son"
        r"|kendime zarar|kill(ing)? myself|suicid|want to die|end my life|don'?t want to (live|be here any)"
        r"|hurt(ing)? myself|self.?harm|better off dead"
        r"|\b(bikt|usand|yoruld|bezd|tukend|sogud|nefret ed)\w* (\w+ ){0,2}(hayat(tan|imdan)|yasamaktan)\b"
        r"|\b(hayat(tan|imdan)|yasamaktan) (\w+ ){0,2}(bikt|usand|yoruld|bezd|sogud|nefret ed|vazgec)"
        r"|(uyu\w*|keske|bir daha|hic) (\w+ ){0,3}uyanma(sam|sa[mk] da|mak ist|yayim)|\bkeske olsem|olsem de kurtul"
        r"|olsem daha iyi|yasama(nin|k icin|ya) (bir )?(anlam|neden|sebep|sebeb)\w* (yok|kalma)"
        r"|\b(fed up|tired|sick|weary|exhausted|done|had enough)( and tired)? (of|with) ((my|this) )?"
        r"(life\b(?!['’]| (out of|with|in|on|admin|insurance|hack|like|as|at|under|without))"
        r"|being alive|existing\b(?! (customer|account|order|member))|living\b(?! (with|in|out|like|on|near|next"
        r"|room|off)))"
        r"|\bsleep\b.{0,12}\b(not|never|don['’]?t|didn['’]?t) (ever )?wak(e|ing) up\b(?! (till|until|once|at|before))"
        r"|wish i (could |would )?(just )?(not|never) wake|wish i (was|were|wasn['’]?t) (dead|alive)|\bend it all\b"
        r"|no (point|reason) (in |to |for )?(going on |go on )?(living|being alive|live)\b|(life"
        r"|living) isn['’]?t worth"
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
        rf"|(islak|kaygan|buzlu|silinmis) (zemin|yer|merdiven)\w* .{{0,25}}\b(kaydi|kayip|{_FELL_TR})"
        rf"|({_PLACE_TR}|taban|topu[kg]|ayakkabi|sandalye|\bbot(un|u|lar\w*)?\b).{{0,50}}\b({_FELL_TR})"
        rf"|{_PLACE_TR}.{{0,20}}\b{_SOMEONE_TR} (\w+ )?(dustu|yuvarlandi|kaydi)\b"
        rf"|\b{_SOMEONE_TR} .{{0,20}}{_PLACE_TR} (\w+ )?(dustu|yuvarlandi|kaydi)\b|(kayip|takilip|tokezleyip) dustu"
        rf"|{_BODY_TR} (kesti|kesmis|kanatti|yirtti|deldi|sikistirdi|ezdi)"
        rf"|(^|[.!?,] |@\w+ |\b{_SOMEONE_EN} )(fell|slipped|tripped|tumbled) (over|down|on|off|in)\b(?! love)"
        rf" (\w+ ){{0,4}}{_FLOOR_EN}\b|\b(and|so) i (just |then )?(fell|tripped|tumbled)\b"
        r"(?! (in love|for|asleep|behind|out|short|foul|into))|sent me (flying|tumbling)"
        rf"|(twisted|sprained|hurt|bruised|cut|split|grazed|gashed|banged|burnt?) (my|his|her"
        rf"|my \w+['’]s) {_BODY_EN}\b"
        r"(?! against)"
        r"|bleeding|in (the )?hospital|emergency room|burn(ed|t) (my|his|her) (skin|face|hand|arm|finger)"
    ),
    "safety": re.compile(
        r"(sarj|pil|batarya|cihaz|telefon|priz|adaptor|urun|kablo)\w*.{0,30}(patla|alev|yandi|tutustu|duman(?! gibi))"
        r"|\bevin sigorta\w* (\w+ )?att(i|ir)"
        r"|\btrip(s|ped|ping) (all )?(the|my|our) (\w+ )?(electrics|fuse ?box|breaker|rcd)"
        r"|alev al|yangin cik|cam (parca|kirig)\w* (cik|var)|bocek cik|(caught|on) fire|explod"
        r"|smok(e|ing) (came|coming|from)|glass in (my|the)|sparks? (came|coming|flying)"
        rf"|(\bicinde|{_FOOD_TR}).{{0,30}}\b(bocek|kurt(lar|cuk\w*)?|jilet|metal parca\w*) {_FOUND}"
        rf"|{_FOOD_TR}.{{0,30}}\b(vida|civi|tel) {_FOUND}"
        rf"|\b(screws?|nails?|metal|blades?|bolt|razor|cockroach|maggots?)\b.{{0,20}}\bin(side)?"
        rf" (my|the|our) {_FOOD_EN}"
        r"|there('?s| is| was) a fire\b(?! (sale|deal|drop|drill))|\bfire in (your|the) (store|shop|branch"
        r"|restaurant)"
        r"|walked in on (me|us|my \w+)\b.{0,40}(fitting|changing|dressing) room"
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
    r"lutfen|artik|bir|daha|bi|tesekkur\w*|sagol\w*|sag|ol(?:un)?|iyi|gunler|ama|rica|ederim|beni?|bana|siz(?:e"
    r"|i)?|hic"
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
