"use strict";
const TURKISH = (navigator.language || "").toLowerCase().startsWith("tr");
const SAY = TURKISH ? {
  badge: "deneme ortamı", who: "Kim olarak bakıyorsun?", members: n => n + " üye", bot: "bot", general: "Genel",
  pinned: "Sabitlenen mesaj", edited: "düzenlendi", write: "Mesaj yaz…", reply: "Yanıtla", start: "Başlat: /start yaz",
  copied: "Panoya kopyalandı", none: "Burada henüz mesaj yok", photo: "Fotoğraf", pin: name => name + " bir mesaj sabitledi",
  topic: name => "Konu açıldı: " + name, moved: "Grup süper gruba dönüştü", silent: "Bot yanıt vermedi", chats: "Sohbetler", offline: "Sunucuya ulaşılamıyor, yeniden deneniyor…", out: "Yayınlananlar", nothing: "Henüz bir şey yayınlanmadı", deleted: "silindi",
} : {
  badge: "sandbox", who: "Who are you?", members: n => n + (n === 1 ? " member" : " members"), bot: "bot", general: "General",
  pinned: "Pinned message", edited: "edited", write: "Write a message…", reply: "Reply", start: "To begin, write /start",
  copied: "Copied to clipboard", none: "No messages here yet", photo: "Photo", pin: name => name + " pinned a message",
  topic: name => "Topic opened: " + name, moved: "The group became a supergroup", silent: "The bot did not answer", chats: "Chats", offline: "Cannot reach the server, trying again…", out: "Published", nothing: "Nothing has been published yet", deleted: "deleted",
};
const $ = id => document.getElementById(id);
const now = { state: { version: -1, chats: [], people: [], menu: [] }, user: +(localStorage.user || 0), chat: 0, topic: 0, answer: null, seen: {} };

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}
const hue = id => Math.abs(Number(id)) % 7;
const initials = name => [...name.replace(/[^\p{L}\p{N} ]/gu, "").trim() || "?"][0].toLocaleUpperCase(TURKISH ? "tr" : "en");
const clock = at => new Date(at).toLocaleTimeString(TURKISH ? "tr-TR" : "en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Istanbul" });
const room = () => now.state.chats.find(chat => chat.id === now.chat);
const inTopic = message => !room().forum || (message.thread || 0) === now.topic;

async function call(path, body) {
  const options = body ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await (await fetch("page/" + path, options)).json();
  if (answer.error) toast(answer.error);
  return answer.result;
}

async function poll() {
  try {
    const answer = await fetch(`page/state?user=${now.user}&since=${now.state.version}`);
    const state = await answer.json();
    if (state.chats) { now.state = state; now.user = state.user; draw(); }
    if (now.offline) { now.offline = false; $("toast").hidden = true; }
  } catch { now.offline = true; toast(SAY.offline); }
  setTimeout(poll, document.hidden ? 3000 : 600);
}

function draw() {
  const chats = now.state.chats;
  if (!room()) { now.chat = chats.length ? chats[0].id : 0; now.topic = 0; now.answer = null; $("messages").replaceChildren(); }
  drawPeople();
  $("chats").replaceChildren(...chats.map(chatButton));
  drawHead();
  drawMessages();
  drawAnswer();
}

function drawPeople() {
  const shown = now.state.people.map(person => person.id).join();
  if ($("who").dataset.shown === shown + now.user) return;
  $("who").dataset.shown = shown + now.user;
  $("who").replaceChildren(...now.state.people.map(person => {
    const name = [person.first_name, person.last_name, person.username && "@" + person.username].filter(Boolean).join(" ");
    const option = el("option", { value: person.id }, name);
    option.selected = person.id === now.user;
    return option;
  }));
}

function unread(chat, topic) {
  const last = now.seen[chat.id + "/" + (topic ?? "")] || 0;
  return chat.messages.filter(m => m.id > last && m.from_id !== now.user && (topic === undefined || (m.thread || 0) === topic) && !Object.keys(m.service).length).length;
}

function chatButton(chat) {
  const last = chat.messages[chat.messages.length - 1];
  const fresh = chat.id === now.chat ? 0 : unread(chat);
  return el("button", { class: "room" + (chat.id === now.chat ? " on" : ""), onclick: () => choose(chat.id) },
    el("span", { class: "face hue" + hue(chat.id) }, initials(chat.title)),
    el("div", null, el("strong", null, chat.title), el("small", null, last ? last.from + ": " + (summary(last)) : SAY.none)),
    fresh ? el("span", { class: "count" }, fresh) : null);
}

function choose(chat) {
  Object.assign(now, { chat, topic: 0, answer: null });
  $("messages").replaceChildren();
  $("side").classList.remove("open");
  draw();
}

function drawHead() {
  const chat = room();
  $("title").textContent = chat ? chat.title : "Samimi";
  $("subtitle").textContent = chat ? (chat.private ? SAY.bot : SAY.members(chat.members)) : "";
  $("head-face").className = "face hue" + hue(chat ? chat.id : 0);
  $("head-face").textContent = initials(chat ? chat.title : "S");
  $("topics").hidden = !(chat && chat.forum);
  if (chat && chat.forum) {
    $("topics").replaceChildren(...[{ id: 0, name: SAY.general }, ...chat.topics].map(topic => {
      const fresh = topic.id === now.topic ? 0 : unread(chat, topic.id);
      return el("button", { role: "tab", class: topic.id === now.topic ? "on" : "", onclick: () => { now.topic = topic.id; now.answer = null; $("messages").replaceChildren(); draw(); } },
        topic.name, fresh ? el("span", { class: "count" }, fresh) : null);
    }));
  }
  const pinned = chat && chat.messages.find(message => message.id === chat.pinned);
  $("pinned").hidden = !pinned;
  if (pinned) {
    $("pinned").replaceChildren(el("b", null, SAY.pinned), summary(pinned));
    $("pinned").onclick = () => show(pinned);
  }
}

const summary = message => serviceText(message) || (message.photo ? "🖼 " : "") + (message.text || message.document || SAY.photo).replace(/\s+/g, " ").slice(0, 140);

function serviceText(message) {
  const service = message.service;
  if (service.pinned_message) return SAY.pin(message.from);
  if (service.forum_topic_created) return SAY.topic(service.forum_topic_created.name);
  return service.migrate_to_chat_id || service.migrate_from_chat_id ? SAY.moved : "";
}

function drawMessages() {
  const list = $("messages"), chat = room();
  const shown = chat ? chat.messages.filter(inTopic) : [];
  const old = new Map([...list.children].map(node => [node.id, node]));
  const nodes = shown.map(message => {
    const before = old.get("m" + message.id), key = JSON.stringify(message);
    return before && before.dataset.key === key ? before : messageNode(chat, message, key);
  });
  if (!nodes.length) nodes.push(el("div", { class: "empty note" }, el("span", null, chat && chat.private ? SAY.start : SAY.none)));
  if (nodes.length !== list.children.length || nodes.some((node, at) => node !== list.children[at])) list.replaceChildren(...nodes);
  for (const fold of list.querySelectorAll(".fold")) fold.classList.toggle("long", fold.scrollHeight > fold.clientHeight + 2 || fold.classList.contains("open"));
  if (chat && chat.messages.length) {
    const last = chat.messages[chat.messages.length - 1].id;
    now.seen[chat.id + "/"] = last;
    now.seen[chat.id + "/" + now.topic] = last;
  }
  if (now.bottom || !old.size) down();
}

function down() {
  $("messages").scrollTop = $("messages").scrollHeight;
  now.bottom = true;
  $("down").hidden = true;
}

function messageNode(chat, message, key) {
  const note = serviceText(message);
  if (note) return el("div", { class: "note", id: "m" + message.id, "data-key": key }, el("span", null, note));
  const mine = message.from_id === now.user, words = el("div", { class: "words" });
  words.innerHTML = message.html; // made and escaped by the server
  const name = el("div", { class: "name name" + hue(message.from_id) }, message.from, message.bot ? el("em", null, SAY.bot) : null);
  const bubble = el("div", { class: "bubble" }, mine ? null : name, answered(chat, message),
    message.photo ? el("img", { class: "photo", src: "page/file/" + message.photo, alt: SAY.photo, onload: () => { if (now.bottom) down(); } }) : null,
    message.document ? el("span", { class: "file" }, "📄 " + message.document) : null, words,
    message.reactions.length ? el("div", { class: "marks" }, ...message.reactions.map(mark => el("span", null, mark))) : null,
    el("button", { class: "reply", title: SAY.reply, "aria-label": SAY.reply, onclick: () => { now.answer = message.id; drawAnswer(); $("text").focus(); } }, "↩\uFE0E"));
  words.append(el("span", { class: "foot" }, (message.pinned ? "📌 " : "") + (message.edited ? SAY.edited + " " : "") + clock(message.at)));
  const keys = el("div", { class: "keys" }, ...message.buttons.map(row => el("div", null, ...row.map(button => keyNode(message, button)))));
  return el("div", { class: "row" + (mine ? " mine" : ""), id: "m" + message.id, "data-key": key },
    el("span", { class: "face hue" + hue(message.from_id) }, initials(message.from)), el("div", { class: "body" }, bubble, keys));
}

function answered(chat, message) {
  const to = message.reply_to && chat.messages.find(other => other.id === message.reply_to);
  if (!to || serviceText(to)) return null;
  return el("button", { class: "answer", onclick: () => show(to) }, el("b", null, to.from), el("span", null, summary(to)));
}

function keyNode(message, button) {
  const kind = button.url ? "url" : button.copy ? "copy" : "data";
  return el("button", { class: "key " + button.style, "data-kind": kind, onclick: event => press(message, button, event.currentTarget) }, button.label);
}

async function press(message, button, node) {
  if (button.url) { window.open(button.url, "_blank", "noopener,noreferrer"); return; }
  if (button.copy) { await copy(button.copy); toast(SAY.copied); return; }
  node.classList.add("busy");
  const made = await call("tap", { chat: now.chat, message: message.id, user: now.user, data: button.data });
  for (let tries = 0; made && tries < 60; tries++) {
    const answer = await call("toast/" + made.query);
    if (answer) {
      node.classList.remove("busy");
      if (answer.text && answer.alert) { $("alert").querySelector("p").textContent = answer.text; $("alert").showModal(); }
      else if (answer.text) toast(answer.text);
      return;
    }
    await new Promise(done => setTimeout(done, 200));
  }
  node.classList.remove("busy");
  if (made) toast(SAY.silent);
}

async function copy(text) {
  if (navigator.clipboard) { try { await navigator.clipboard.writeText(text); return; } catch { /* not allowed: below */ } }
  $("text").value = text;
  $("text").select();
  document.execCommand("copy");
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(now.fading);
  now.fading = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function show(message) {
  if (room().forum) { now.topic = message.thread || 0; draw(); }
  const node = $("m" + message.id);
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1500);
}

function drawAnswer() {
  const message = now.answer && room() && room().messages.find(other => other.id === now.answer);
  $("answering").hidden = !message;
  if (message) { $("answering-name").textContent = message.from; $("answering-text").textContent = summary(message); }
}

async function write(text) {
  if (!text.trim() || !now.user) return;
  const chat = now.chat || now.user;
  const thread = room() && room().forum && now.topic ? now.topic : null;
  $("text").value = "";
  $("menu").hidden = true;
  await call("message", { chat, user: now.user, text, reply_to: now.answer, thread });
  now.answer = null;
  drawAnswer();
  down();
}

function drawMenu() {
  const typed = $("text").value;
  const fitting = typed.startsWith("/") && !typed.includes(" ") ? now.state.menu.filter(entry => ("/" + entry.command).startsWith(typed)) : [];
  $("menu").hidden = !fitting.length;
  $("menu").replaceChildren(...fitting.map(entry => el("button", { type: "button", onclick: () => write("/" + entry.command) }, el("b", null, "/" + entry.command), el("span", null, entry.description))));
  if (now.bottom) down();
}

document.documentElement.lang = TURKISH ? "tr" : "en";
$("badge").textContent = SAY.badge;
$("who-label").textContent = SAY.who;
$("text").placeholder = SAY.write;
$("open").setAttribute("aria-label", SAY.chats);
$("open").onclick = () => $("side").classList.toggle("open");
$("down").onclick = down;
$("messages").onscroll = event => {
  now.bottom = event.target.scrollHeight - event.target.scrollTop - event.target.clientHeight < 120;
  $("down").hidden = now.bottom;
};
$("answering-off").onclick = () => { now.answer = null; drawAnswer(); };
$("who").onchange = event => { now.user = +event.target.value; localStorage.user = now.user; now.state.version = -1; };
$("text").oninput = drawMenu;
$("text").onkeydown = event => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); write($("text").value); } };
$("write").onsubmit = event => { event.preventDefault(); write($("text").value); };
$("messages").onclick = event => {
  const target = event.target;
  if (target.closest(".fold, .spoiler")) target.closest(".fold, .spoiler").classList.toggle("open");
  if (target.dataset.command) write(target.dataset.command);
  if (window.innerWidth <= 720) $("side").classList.remove("open");
};
poll();
