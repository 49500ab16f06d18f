"""Wording that decides whether there may be a draft at all. Over folded text (language.folding.fold)."""

from __future__ import annotations

import re
from collections.abc import Mapping

DANGER: Mapping[str, re.Pattern[str]] = {
    "self_harm": re.compile(
        r"\bintihar|yasamak istemiyor|yasamaktan (biktim|yoruldum)|olmek istiyor|canima kiy|kendimi oldur|hayatima son"
        r"|kendime zarar|kill(ing)? myself|suicid|want to die|end my life|don'?t want to (live|be here any)"
        r"|hurt(ing)? myself|self.?harm|better off dead"
    ),
    "injury": re.compile(
        r"hastane(lik|deyi|ye (kaldir|gittik|gittim|yatt))|acil(deyi|e (gitt|kaldir)| servis)|zehirlen|nefes alam"
        r"|(fare|bocek) zehi?r|rat poison|swallowed (a|the) (magnet|battery|button|screw)"
        r"|alerji (oldum|oldu|yapti|sok)|alerjik sok|yuz(um|u) sisti|elektrik carp|yaraland|\bkaniyor|dikis atildi"
        r"|food poison|poisoned|allergic reaction|can'?t breathe|couldn'?t breathe"
        r"|electric shock|electrocut|injur(ed|y)"
        r"|bleeding|in (the )?hospital|emergency room|burn(ed|t) (my|his|her) (skin|face|hand|arm|finger)"
    ),
    "safety": re.compile(
        r"(sarj|pil|batarya|cihaz|telefon|priz|adaptor|urun|kablo)\w*.{0,30}(patla|alev|yandi|tutustu|duman)|alev al"
        r"|yangin cik|cam (parca|kirig)\w* (cik|var)|bocek cik|(caught|on) fire|explod|smok(e|ing) (came|coming|from)"
        r"|glass in (my|the)|sparks? (came|coming|flying)"
    ),
    "legal": re.compile(
        r"\bavukat|dava (ac|edec)|mahkeme|\bsavci|\bcimer\b|(tuketici|hakem) heyet|noter(den)? |ihtarname"
        r"|yasal (yol|islem|hak)"
        r"|hukuki|\bicraya|suc duyurusu|\blawyer|\battorney|\bsolicitor|\bsu(e|ing) (you|them)|see you in court"
        r"|legal action|trading standards|small claims|ombudsman|class action|consumer protection"
    ),
    "press": re.compile(
        r"\bgazeteci(yim|siyim)?\b|\bmuhabir|haber (yapiyor|yapacag|hazirl|icin)|basin (mensub|danis)|roportaj"
        r"|\bjournalist|\breporter\b|press (office|enquir|inquir|contact)|writing (a|an) (story|article|piece)"
    ),
    "data": re.compile(
        r"veri(lerim|ler)\w* (siz|cal|sat)|bilgilerim\w* (siz|cal|sat|paylas)|hesab\w* (hack|cal(in|mis)|ele gecir)"
        r"|hacklen"
        r"|kisisel veri|data (breach|leak)|(my )?(details|data) (were |was |have been |got )?(leaked|stolen|sold)"
        r"|account (was |got |has been )?(hacked|taken over|compromised|stolen)"
    ),
    "minor": re.compile(
        r"\b([5-9]|1[01])\.? ?sinif(im|tayim|a gid|ogrenci)|\b(9|1[0-7]) yasinday|ortaokul(da okuyor|dayim)"
        r"|lise(deyim|liyim)"
        r"|\bi'?( a)?m (only )?(9|1[0-7])( years old| yrs old| yo)?(?=[ .,!]*($|and |so |but ))|\b(9|1[0-7]) years old"
        r"|i'?m in (middle school|[5-9]th grade)"
    ),
}

STOP = re.compile(
    r"bana (bir daha )?(yazmayin|mesaj atmayin|cevap vermeyin|yazma\b)|rahat birakin|etiketlemeyin"
    r"|(don'?t|do not|stop) (message|messaging|reply(ing)? to|contact(ing)?|tag(ging)?|writing to) me"
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
    r"\b(kopek|salak|aptal|gerizekali|serefsiz|ahmak|mal(siniz)?|palyaco|soytari|sahtekar|ezik|cahil|rezil|igrenc"
    r"|yavsak|idiots?|clowns?|morons?|losers?|scum|trash|pathetic|stupid|dumb|suck)\w*|🤡|🖕|🤮"
)
PROBLEM = re.compile(
    r"yok\b|gelme|calism|bekli|bekle|gun(dur)?\b|hafta|bozuk|kirik|eksik|yanlis|iade|kargo|siparis|urun|para|param"
    r"|odeme|cevap"
    r"|musteri hizmet|magaza|uygulama|fiyat|order|refund|deliver|parcel|package|broke|wait|late|never|charge"
    r"|app\b|price|money|support|reply|n't\b|not\b|size|return"
)
