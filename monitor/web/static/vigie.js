// What the pages can do beyond links and forms: keys, answers without a reload, and what changes while one looks.
"use strict";

const body = document.body;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = $("meta[name=csrf]").content;
document.documentElement.classList.add("js");

// ---------------------------------------------------------------- telling

const toast = $("#toast");
let hush;

function tell(said, act, bad) {
  $("span", toast).textContent = said;
  const undo = $("form", toast);
  if (undo) {
    undo.hidden = !act;
    undo.elements.act.value = act || "";
  }
  toast.classList.toggle("bad", Boolean(bad));
  toast.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => { toast.hidden = true; }, bad ? 20000 : 12000);
}

// What was done before the page changed is told, and can be undone, on the next one.
function keep(answer) {
  try { sessionStorage.setItem("said", JSON.stringify(answer)); } catch { /* without storage it is not told again */ }
}

const kept = (() => { try { return sessionStorage.getItem("said"); } catch { return null; } })();
const before = kept ? JSON.parse(kept) : {};
if (kept) {
  sessionStorage.removeItem("said");
  tell(before.said, before.undo && before.act);
}

// ---------------------------------------------------------------- rows

const rows = () => $$(".row");
const link = (row) => $(".text", row);
const current = () => document.activeElement.closest?.(".row") || rows().find((row) => row.matches(".here"));

function stand(row) {
  if (!row) return;
  rows().forEach((each) => each.classList.toggle("here", each === row));
  link(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const list = rows(), at = list.indexOf(current());
  if (list.length) stand(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))]);
  else $(by > 0 ? "[data-next]" : "[data-previous]")?.click();
}

function tally() {
  const picked = $$(".row > input:checked").length, label = $("[data-picked]"), whole = $("[data-pick]");
  if (whole && !picked) whole.checked = false;
  rows().forEach((row) => row.classList.toggle("picked", Boolean($(":scope > input:checked", row))));
  if (!label) return;
  label.dataset.idle ??= label.textContent;
  const counted = picked === 1 ? label.dataset.one : label.dataset.picked.replace("{n}", picked);
  label.textContent = picked ? counted : label.dataset.idle;
}

// Who comes back from a mention finds the list where it was left, on the page where it was left; who undid something
// stands on what came back.
if (body.dataset.list !== undefined) {
  try { sessionStorage.setItem("list", location.pathname + location.search); } catch { /* it begins at its top again */ }
  stand(rows().find((row) => before.mentions?.includes(Number(row.dataset.mention)))
    || rows().find((row) => row.id && `#${row.id}` === location.hash));
} else {
  const up = $("[data-up]"), left = (() => { try { return sessionStorage.getItem("list"); } catch { return null; } })();
  const plain = (address) => address.replace(/[?&]before=[^&]*/, "");
  if (up && left && plain(left) === up.getAttribute("href").split("#")[0]) up.href = left + up.hash;
}

async function renew(number) {
  const row = $(`.row[data-mention="${number}"]`);
  if (!row) return;
  row.classList.remove("going");
  const answer = await fetch(`/rows/${number}?${body.dataset.rows || body.dataset.list || ""}`).catch(() => null);
  if (answer?.status === 404) return row.remove();
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".row");
  if (!fresh) return; // nobody is logged in any more, or the server rests: the next act says so
  const held = row.contains(document.activeElement);
  fresh.classList.toggle("here", row.matches(".here"));
  if ($(":scope > input", row)) $("input", fresh).checked = $("input", row).checked;
  row.replaceWith(fresh);
  if (held) stand(fresh);
  tally();
}

const STATUS = new Set(["done", "irrelevant", "snooze", "open"]);

function leave(numbers) {
  const list = rows(), here = current(), at = list.indexOf(here);
  const going = new Set(numbers.map(String));
  const next = list.slice(at + 1).find((row) => !going.has(row.dataset.mention))
    || list.slice(0, Math.max(at, 0)).reverse().find((row) => !going.has(row.dataset.mention));
  const moves = here && going.has(here.dataset.mention);
  list.filter((row) => going.has(row.dataset.mention)).forEach((row) => row.remove());
  tally();
  if (moves) stand(next);
  if (!rows().length) location.reload();
}

// ---------------------------------------------------------------- doing

async function send(form, button, sure) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.set(button.name, button.value);
  if (form.id === "bulk" && !data.has("m") && !data.has("all") && current()) data.append("m", claim(current()));
  if (sure) data.set("sure", "1");
  const what = data.get("what") || "undo";
  const touched = data.getAll("m").map((each) => each.split(".")[0]);
  touched.forEach((number) => $(`.row[data-mention="${number}"]`)?.classList.add("going"));
  let answer, told;
  try {
    answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: data, headers: { accept: "application/json", "x-csrf": csrf },
    });
    told = await answer.json();
  } catch (error) { // nobody answered, or somebody between us and the server did
    touched.forEach((number) => $(`.row[data-mention="${number}"]`)?.classList.remove("going"));
    return tell(`${body.dataset.failed} · ${answer && !answer.ok ? answer.status : error.message}`, 0, true);
  }
  if (answer.status === 428) {
    touched.forEach((number) => $(`.row[data-mention="${number}"]`)?.classList.remove("going"));
    if (confirm(told.detail)) return send(form, button, true);
    return;
  }
  if (!answer.ok) {
    touched.forEach(renew);
    return tell(told.detail || told.title, 0, true);
  }
  done(form, what, data.has("all"), told);
}

// Panels close, and who worked with the keyboard stands on his line again.
function shut() {
  const open = $$("details[data-panel][open], .menu[open]"), here = rows().find((row) => row.matches(".here"));
  open.forEach((panel) => { panel.open = false; });
  if (open.length && here && !document.activeElement.closest(".row")) stand(here);
}

// Where somebody works on a page that is loaded again: he goes on there, and not at its top.
const PLACES = [".doing", ".note", ".panels", ".tags", ".history", ".lot"];
if (before.stood) {
  const able = "button:not([disabled]):not([hidden]), summary, [data-up]"; // no field: keys are heard at once
  ($(before.stood) && $(able, $(before.stood)) || $(able, $("main")))?.focus({ preventScroll: true });
}

function claim(row) { return `${row.dataset.mention}.${row.dataset.version}`; }

function done(form, what, all, told) {
  const whole = body.dataset.mention;
  if (whole && form.dataset.advance && STATUS.has(what) && what !== "open") {
    keep(told);
    location.href = form.dataset.advance;
  } else if (whole || all || what === "undo" || "stay" in form.dataset) {
    keep({ ...told, stood: PLACES.find((each) => document.activeElement.closest?.(each)) });
    location.reload();
  } else {
    tell(told.said, told.undo && told.act);
    if (STATUS.has(what) && !(body.dataset.list || "").includes("status=any")) leave(told.mentions);
    else told.mentions.forEach(renew);
    shut();
    look();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick]")) {
    $$(".row > input").forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.closest(".row, .bulk")) tally();
  if (event.target.matches(".filters[data-auto] select")) {
    if (typed) keepChosen(event.target.name);
    event.target.form.requestSubmit();
  }
});

// Whoever chooses by keyboard is still there once the list has come, and can go on to the next choice.
let typed = false;
["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, () => { typed = kind === "keydown"; }, true));

function keepChosen(name) {
  try { sessionStorage.setItem("chosen", name); } catch { /* the list begins at its top */ }
}

try {
  const chosen = sessionStorage.getItem("chosen");
  sessionStorage.removeItem("chosen");
  if (chosen) $(`.filters [name="${chosen}"]`)?.focus();
} catch { /* without storage nothing was kept */ }

// A panel is seen whole, whatever is beside it.
document.addEventListener("toggle", (event) => {
  const box = event.target.matches("[data-panel]") && $(":scope > div", event.target);
  if (!box) return;
  event.target.classList.remove("turned");
  event.target.classList.toggle("turned", box.getBoundingClientRect().right > document.documentElement.clientWidth);
}, true);

// One panel at a time, and none that stays open behind one's back.
document.addEventListener("click", (event) => {
  $$("details[data-panel][open], .menu[open]").forEach((panel) => { if (!panel.contains(event.target)) panel.open = false; });
});

// ---------------------------------------------------------------- keys

const pairs = (told) => new Map(told.trim().split(/\s+/).filter(Boolean).map((each) => {
  const cut = each.indexOf("=", 1);
  return [each.slice(0, cut), each.slice(cut + 1)];
}));
const keys = pairs(body.dataset.keys), jumps = pairs(body.dataset.jumps);
const doing = () => $("#bulk") || $("form.doing");

function press(value) {
  const form = doing(), button = form && $(`button[value="${value}"]:not([data-chosen]), button[data-key="${value}"]`, form);
  if (button && (form.id !== "bulk" || current() || $(".row > input:checked"))) send(form, button);
}

function panel(name) {
  const found = $(`details[data-panel="${name}"]`);
  if (!found) return;
  found.open = true;
  $("select, input:not([type=hidden]), summary, button", $(":scope > div", found)).focus();
}

const commands = {
  next: () => step(1),
  previous: () => step(-1),
  open: () => current() && link(current()).click(),
  up: () => { const up = $("[data-up]"); if (up) location.href = up.href; },
  select: () => { const row = current(); if (row && $(":scope > input", row)) { $("input", row).checked ^= 1; tally(); } },
  assign: () => press("assign"), done: () => press("done"), irrelevant: () => press("irrelevant"),
  negative: () => press("negative"), neutral: () => press("neutral"), positive: () => press("positive"),
  snooze: () => panel("snooze"), tag: () => panel("tag"), reply: () => panel("reply"),
  judge: () => panel("judge"), escalate: () => panel("escalate"), mute: () => panel("mute"),
  note: () => ($("#note") ? $("#note").focus() : current() && (location.href = `${link(current()).href}#note`)),
  undo: () => { const form = $("#toast form"); if (form) send(form); },
  copy: () => copyLink(), order: () => $(".filters [name=order]")?.focus(),
  search: () => { const field = $(".search [type=search]"); field.focus(); field.select(); },
  help: () => $("#help")?.showModal(),
  fresh: () => location.reload(),
};

let leader = 0;
const writing = (target) => target.isContentEditable || (target.matches("input, textarea, select") && target.type !== "checkbox");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "k" && $("#palette")) {
    event.preventDefault();
    return palette();
  }
  if (event.key === "Escape") {
    if (writing(event.target) && !$("dialog[open]")) event.target.blur();
    return shut();
  }
  const within = event.key === "Enter" && event.target.matches("input, select") && event.target.closest("details[data-panel]");
  if (within) { // the button beside the field is meant, not the first one of the form
    event.preventDefault();
    const button = $("button:not([type=button])", within);
    return button.form.matches("[data-act]") ? send(button.form, button) : button.form.requestSubmit(button);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || $("dialog[open]") || !keys.size) return;
  if (Date.now() - leader < 1200 && jumps.has(event.key)) {
    event.preventDefault();
    location.href = jumps.get(event.key);
    return;
  }
  leader = event.key === "g" ? Date.now() : 0;
  const command = commands[keys.get(event.key)];
  if (command) {
    event.preventDefault();
    command();
  }
});

// ---------------------------------------------------------------- the palette

function palette() {
  const dialog = $("#palette"), input = $("input", dialog), list = $("ul", dialog);
  const choose = (links, at) => links.forEach((each, number) => each.classList.toggle("chosen", number === at));
  const places = $$(".top nav a, .views li a, .menu a").map((each) => [each.firstChild.textContent.trim(), each.href]);
  const show = () => {
    const wish = input.value.toLowerCase();
    list.replaceChildren(...places.filter(([name]) => name.toLowerCase().includes(wish)).slice(0, 9).map(([name, href]) => {
      const item = document.createElement("li"), anchor = document.createElement("a");
      anchor.href = href;
      anchor.textContent = name;
      item.append(anchor);
      return item;
    }));
    choose($$("a", list), 0);
  };
  input.value = "";
  input.oninput = show;
  const step = { ArrowDown: 1, ArrowUp: -1 };
  dialog.onkeydown = (event) => {
    const links = $$("a", list), chosen = Math.max(0, links.findIndex((each) => each.matches(".chosen")));
    if (event.key === "Escape") {
      event.preventDefault(); // the first one would only empty the field
      dialog.close();
    } else if (step[event.key] && links.length) {
      event.preventDefault();
      choose(links, (chosen + step[event.key] + links.length) % links.length);
    } else if (event.key === "Enter" && event.target === input) {
      location.href = links.length ? links[chosen].href : `/inbox?status=any&q=${encodeURIComponent(input.value)}`;
    }
  };
  show();
  dialog.showModal();
}

// A clipboard is there on pages that nobody could have changed on the way (https, or this machine); else it is selected.
async function clip(field) {
  const text = field.value ?? field.innerText;
  try { await navigator.clipboard.writeText(text); return true; } catch { /* as browsers did it before */ }
  if (field.select) field.select();
  else getSelection().selectAllChildren(field);
  return document.execCommand("copy");
}

// A button copies the field beside it, or what it names.
$$("[data-copy]").forEach((button) => {
  const named = button.dataset.copy, said = button.textContent;
  const text = named ? document.getElementById(named) : $("textarea", button.parentElement);
  button.hidden = false;
  button.onclick = async () => {
    if (!await clip(text)) return;
    button.focus();
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = said; }, 2000);
  };
});

// The address of a mention's own page, without the list that led there; shown where no clipboard takes it.
async function copyLink() {
  const number = body.dataset.mention || current()?.dataset.mention, held = document.activeElement;
  if (!number) return;
  const field = Object.assign(document.createElement("textarea"), { className: "unseen" });
  field.value = `${body.dataset.home || location.origin}/mentions/${number}`;
  body.append(field);
  const done = await clip(field);
  field.remove();
  held?.focus?.({ preventScroll: true });
  tell(done ? `${body.dataset.linked} · ${field.value}` : field.value);
}

$$("[data-links]").forEach((button) => {
  button.hidden = false;
  button.onclick = copyLink;
  $("[data-link]").hidden = true;
});

// What takes longer than the rest of its page comes after it.
$$("[data-fill]").forEach(async (place) => {
  try {
    const answer = await fetch(place.dataset.fill);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-filling]");
    if (part) place.replaceChildren(...part.childNodes);
  } catch { /* the link stays */ }
});

$$("[data-print]").forEach((button) => { button.hidden = false; button.onclick = () => print(); });
$$("[data-help]").forEach((button) => { button.hidden = false; button.onclick = commands.help; });
if (location.hash === "#note") $("#note")?.focus();
$(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // where the pages do not fit beside
$(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // each other

// ---------------------------------------------------------------- what changes meanwhile

let live = body.dataset.live;

async function look() {
  if (!live || document.hidden) return;
  let told;
  try { told = await (await fetch(live, { headers: { accept: "application/json" } })).json(); } catch { return; }
  if (told.arrived === undefined) return;
  live = live.replace(/act=\d+/, `act=${told.act}`);
  $$("[data-count]").forEach((each, at) => { each.textContent = told.counts[at] < 100 ? told.counts[at] : "99+"; });
  const open = $$("[data-count]").find((each) => each.closest("[aria-current]"));
  if (open) document.title = document.title.replace(/^\(\d+\+?\)/, `(${open.textContent})`);
  const fresh = $(".news a[data-one]");
  if (fresh && told.arrived) {
    $("span", fresh).textContent = told.arrived === 1 ? fresh.dataset.one : fresh.dataset.many.replace("{n}", told.arrived);
    fresh.hidden = false;
  }
  for (const act of told.acts) {
    const changed = $("[data-changed]");
    if (changed && act.mentions.some((each) => String(each.id) === body.dataset.mention)) {
      $("span", changed).textContent = act.said;
      changed.hidden = false;
    }
    act.mentions.forEach((each) => renew(each.id));
  }
}

if (live) setInterval(look, 1000);
// Whoever leaves, or logs out, asks nothing more.
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) live = ""; });
