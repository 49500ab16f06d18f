"""The desk's commands: Turkish name, English alias, what the menu says, and the answers' wording."""

from __future__ import annotations

from dataclasses import dataclass

from responders.desk.settings import Language


@dataclass(frozen=True, slots=True)
class Command:
    """Telegram allows a-z, 0-9 and _ in a name, so Turkish letters lose their marks."""

    tr: str
    en: str
    about_tr: str
    about_en: str


COMMANDS: tuple[Command, ...] = (
    Command("durdur", "pause", "Yayını hemen durdur [marka|hepsi]", "Hold every reply at once [brand|all]"),
    Command("devam", "resume", "Yayına devam et [marka|hepsi]", "Let replies go again [brand|all]"),
    Command("siradaki", "next", "Sıradaki kaydı getir", "Bring the next card"),
    Command("kuyruk", "queue", "Bekleyenler", "What is waiting"),
    Command("ozet", "digest", "Günün özeti", "The day so far"),
    Command("durum", "status", "Sistem nasıl", "How the system is"),
    Command("yardim", "help", "Komutlar", "Commands"),
)

_ANSWERS: dict[str, tuple[str, str]] = {
    "no_role": ("Bunun için yetkin yok.", "You have no role for this."),
    "which_brand": ("Hangi marka? Yaz: {names}", "Which brand? Write one of: {names}"),
    "paused": ("⏸ {brand}: yayın durdu. Onaylanan yanıtlar bekliyor. /devam ile sürer.",
               "⏸ {brand}: posting is held. Approved replies wait. /resume lets them go."),
    "paused_already": ("⏸ {brand}: zaten durdurulmuş.", "⏸ {brand}: held already."),
    "resumed": ("▶️ {brand}: yayın sürüyor.", "▶️ {brand}: posting goes on."),
    "resumed_already": ("▶️ {brand}: durdurulmamıştı.", "▶️ {brand}: was not held."),
    "all": ("Hepsi", "All"),
    "next_here": ("☝️ Sıradaki: #{n}", "☝️ Next: #{n}"),
    "next_comes": ("👇 Sıradaki geliyor: #{n}", "👇 The next one is coming: #{n}"),
    "nothing_waits": ("🎉 Bekleyen yok.", "🎉 Nothing is waiting."),
    "queue_head": ("<b>Bekleyen {n}</b> · acil {urgent} · hedefi aşan {late}",
                   "<b>Waiting {n}</b> · urgent {urgent} · past target {late}"),
    "queue_line": ("#{n} {topic} · {platform} · {minutes} dk", "#{n} {topic} · {platform} · {minutes} min"),
    "text_only": ("Yanıt olarak yalnızca metin gönder.", "Reply with text only."),
    "set_aside": ("⚠️ Bir güncelleme işlenemedi (no {n}); gönderen yeniden denesin.",
                  "⚠️ An update could not be handled (no. {n}); its sender should try again."),
}  # fmt: skip


def answer(language: Language, key: str, **values: object) -> str:
    """The wording of an answer; values are escaped by the caller."""
    return _ANSWERS[key][0 if language == "tr" else 1].format(**values)


def canonical(name: str) -> str | None:
    """The Turkish name of a command given by either name; None for none of ours."""
    return next((command.tr for command in COMMANDS if name in (command.tr, command.en)), None)


def menu_of(language: Language) -> list[tuple[str, str]]:
    """(name, description) as Telegram's menu shows them."""
    if language == "tr":
        return [(command.tr, command.about_tr) for command in COMMANDS]
    return [(command.en, command.about_en) for command in COMMANDS]


def help_text(language: Language) -> str:
    lines = [
        f"/{command.tr} ({command.en}) · {command.about_tr}"
        if language == "tr"
        else f"/{command.en} ({command.tr}) · {command.about_en}"
        for command in COMMANDS
    ]
    return "\n".join(lines)
