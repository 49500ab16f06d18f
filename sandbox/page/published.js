// What stands on the stand-in platforms, asked of their side channels; all of it shown as plain text.
const PLATFORMS = ["x", "reddit", "bluesky", "mastodon"];

async function published() {
  if ($("published").hidden) return;
  const answers = await Promise.all(PLATFORMS.map(async platform => {
    const answer = await fetch(`../sim/${platform}/published`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    return answer.ok ? (await answer.json()).result.map(post => ({ ...post, platform, at: String(post.at).replace(" ", "T") })) : [];
  }));
  const posts = answers.flat().sort((one, other) => new Date(other.at) - new Date(one.at));
  $("out-count").textContent = posts.length;
  const key = JSON.stringify(posts);
  if ($("out-list").dataset.key === key) return;
  $("out-list").dataset.key = key;
  $("out-list").replaceChildren(...(posts.length ? posts.slice(0, 200).map(postNode) : [el("p", null, SAY.nothing)]));
}

function postNode(post) {
  const parent = post.parent || post.in_reply_to;
  return el("article", { class: "out" + (post.deleted ? " gone" : "") },
    el("header", null, el("span", { class: "at on-" + post.platform }, post.platform), el("b", null, "@" + (post.account || post.author)),
      (post.deleted ? SAY.deleted + " · " : "") + clock(post.at)),
    parent ? el("small", null, "↩\uFE0E " + String(parent).split("/").pop()) : null,
    el("p", null, post.markdown || post.text));
}

$("out").title = $("out-title").textContent = SAY.out;
for (const button of ["out", "out-off"]) {
  $(button).onclick = () => {
    $("published").hidden = !$("published").hidden;
    $("out").setAttribute("aria-expanded", String(!$("published").hidden));
    published();
  };
}
setInterval(() => published().catch(() => {}), 1500);
