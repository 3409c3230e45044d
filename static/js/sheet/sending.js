// Rows save themselves: one request at a time, and what was sent is sent again until it is answered.
// A row is forgotten only where it equals what the portal has.
import { copyWords } from "../copy-text.js";
import { forget, isSettled, keep, lookedAt, read } from "./kept.js";
import { Row, aloud, button, fieldOf, form, grow, element, rowOf, rows, say, showNext, takeSums } from "./row.js";

const REST_MS = 2000;
const SLOW_MS = 1000;
const NO_ANSWER_MS = 15_000;
const AGAIN_MS = [5000, 15_000, 30_000];
/** @type {Set<Row>} */
const waiting = new Set();
const unsaid = new Map();
const connection = form.querySelector("[data-connection]");
const head = connection.textContent;
// What hears of each row that was answered.
export const hearers = [];
let busy = false;
let losses = 0;
let isLost = false;
let isStopped = "";
let timer = 0;
let afterwards = null;

const unsent = () => [...rows.values()].filter((row) => row.inflight || row.isTyped);
const later = (ms) => {
  clearTimeout(timer);
  timer = setTimeout(pump, ms);
};
const showConnection = (words) => {
  connection.toggleAttribute("data-lost", !!words);
  connection.textContent = words || head;
};

export const enqueue = (/** @type {Row} */ row) => {
  clearTimeout(row.rest);
  if (!row.isToSend) {
    if (row.tr.dataset.tone && !row.isTyped) row.settle();
    return;
  }
  if (row.isNew && !row.inflight && !row.value("title").trim()) {
    row.tell(say.sayTitle);
    row.show(say.sayNot, "kept");
    return;
  }
  waiting.add(row);
  if (!isLost) pump();
};
const rest = (row) => {
  clearTimeout(row.rest);
  row.rest = setTimeout(() => enqueue(row), REST_MS);
};
export const flush = () => {
  rows.forEach((row) => enqueue(row));
  if (isLost) later(0);
};
// Do something once all rows are answered.
export const once = (act) => {
  flush();
  if (busy || waiting.size) afterwards = act;
  else act();
};
export const leave = (go) => once(() => {
  form.dataset.leaving = "yes";
  // While a form is being submitted, it takes no other submission.
  setTimeout(go);
});

const lost = () => {
  const kept = [...rows.values()].filter((row) => row.isToSend);
  kept.forEach((row) => row.show(say.sayNot, "kept"));
  showConnection(say.sayOffline);
  if (!isLost) aloud(kept.length === 1 ? say.sayLostOne : say.sayLost.replace("#", String(kept.length)));
  isLost = true;
  later(AGAIN_MS[Math.min(losses, AGAIN_MS.length - 1)]);
  losses += 1;
};
const stopped = (why) => {
  isStopped = why;
  const words = why === "other" ? say.sayOther : say.saySignedOut;
  for (const row of [...rows.values()].filter((one) => one.isToSend)) {
    const cell = row.show(say.sayNot, "kept");
    if (why === "nobody") cell.append(" ", element("a", { href: `${say.signIn}%23${row.tr.id}`, textContent: say.saySignIn }));
  }
  showConnection(say.sayNot);
  aloud(words);
};

const request = (address, options) => fetch(address, {
  credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(NO_ANSWER_MS), ...options,
});
const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// Who is signed in now? Signing in changes the token: the page gets the new one here.
const askAtTheDoor = async () => {
  const answer = await request(say.door, {});
  if (!answer.ok) throw new Error(`The door says ${answer.status}`);
  const { person, token: fresh } = await answer.json();
  form.elements.csrfmiddlewaretoken.value = fresh;
  return String(person) === say.person ? "" : person ? "other" : "nobody";
};

const bodyOf = (/** @type {Row} */ row) => {
  const { fields, version, key, way, partner, tokens, yields } = row.inflight;
  const body = new URLSearchParams({ person: say.person, row: row.prefix });
  if (row.isNew) body.set(`${row.prefix}-key`, key);
  else body.set(`${row.prefix}-v`, version);
  for (const [field, value] of Object.entries(fields)) body.set(`${row.prefix}-${field}`, value);
  const [own, ...earlier] = tokens ?? [form.elements.token.value];
  body.set("token", own);
  earlier.forEach((one) => body.append("unanswered", one));
  if (way) body.set("way", `${row.prefix}:${way}`);
  if (partner) body.set(`${row.prefix}-partner`, partner);
  if (yields) body.set("yields", "yes");
  return body;
};

// All that is not saved goes along, also what was refused: the answer would say that all is saved.
const fill = (/** @type {Row} */ row, /** @type {string} */ way = undefined, /** @type {string} */ partner = undefined) => {
  const fields = row.changed;
  if (way) for (const name of ["secretariat_cost", "funding"]) fields[name] = row.value(name);
  if (row.isNew) fields.title = row.value("title");
  row.inflight = { fields, version: row.version?.value, key: row.key?.value, way, partner, tokens: row.tokens, yields: row.yields };
  row.yields = false;
};

const choose = (/** @type {Row} */ row, /** @type {string} */ way, /** @type {string} */ partner) => {
  if (busy && row.inflight) {
    // What is on its way is answered first.
    row.wish = [way, partner];
    return;
  }
  row.refused = {};
  fill(row, way, partner);
  waiting.add(row);
  pump();
};

const take = (/** @type {Row} */ row, /** @type {Document} */ page) => {
  const { fields, way } = row.inflight;
  const before = row.prefix;
  // The note of a refused cost goes with its buttons: whoever pressed one stays in the row, at the cost.
  const wasBelow = row.below?.querySelector(".row-note")?.contains(document.activeElement);
  const done = row.take(page, fields);
  row.inflight = null;
  if (row.prefix !== before) forget(before);
  takeSums(page);
  keep(row);
  if (wasBelow && !row.hasFocus) row.fields.get("secretariat_cost")[0].focus();
  // To the page of both changes, with the newest words.
  const look = page.querySelector("form[id^=look-]");
  document.getElementById(`look-${row.code}`)?.remove();
  if (look) form.after(look);
  if (row.looks) document.getElementById(`look-${row.code}`)?.requestSubmit();
  row.looks = false;
  if (row.wish) {
    const [wished, partner] = row.wish;
    row.wish = null;
    choose(row, wished, partner);
    return;
  }
  const said = page.querySelector("[data-said]").textContent;
  if (row.hasFocus && !way) unsaid.set(row, said);
  else aloud(said);
  if (row.isToSend && !row.hasFocus) waiting.add(row);
  else if (row.isToSend) rest(row);
  hearers.forEach((hear) => hear(row, done));
};

const close = (/** @type {Row} */ row, /** @type {string} */ reason) => {
  row.inflight = null;
  row.blocked = true;
  keep(row);
  row.show(say.sayNot, "kept");
  const words = Object.values(row.unsavedWords).join("\n");
  const copy = button(say.sayCopy, () => copyWords(copy, words, say.sayCopied, aloud));
  row.tell(reason, element("p", { textContent: say.sayClosed }), copy);
  aloud(reason);
};

const send = async (/** @type {Row} */ row) => {
  if (!row.inflight) fill(row);
  keep(row);
  const slow = setTimeout(() => { if (row.inflight && !isLost) row.show(say.saySaving); }, SLOW_MS);
  try {
    const answer = await request(`${row.address}save/`, {
      method: "POST", body: bodyOf(row), headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (answer.status === 401 || answer.status === 403) {
      const why = await askAtTheDoor();
      if (why) stopped(why);
      else waiting.add(row);
      return;
    }
    if (![200, 409, 422].includes(answer.status)) throw new Error(`The portal says ${answer.status}`);
    const page = await pageOf(answer);
    const closed = page.querySelector("[data-closed]:not(td *)");
    losses = 0;
    if (closed) close(row, closed.textContent);
    else take(row, page);
    if (isLost) {
      isLost = false;
      showConnection("");
      rows.forEach((one) => { if (one !== row) enqueue(one); });
      // What was refused is not sent again before it has changed.
      afterwards ??= () => aloud(unsent().some((one) => !one.isToSend) ? say.sayBackSome : say.sayBack);
    }
  } catch {
    waiting.add(row);
    lost();
  } finally {
    clearTimeout(slow);
  }
};

async function pump() {
  if (busy || isStopped) return;
  clearTimeout(timer);
  busy = true;
  // In the order of the table: lines get their numbers as they were typed.
  const [row] = [...waiting].sort((one, other) => one.tr.compareDocumentPosition(other.tr) & 4 ? -1 : 1);
  if (row) {
    waiting.delete(row);
    if (row.isToSend) await send(row);
  }
  busy = false;
  if (isLost || isStopped) return;
  if (waiting.size) pump();
  else if (afterwards) {
    const act = afterwards;
    afterwards = null;
    act();
  }
}

const notStepped = (tr, words) => {
  tr.querySelector(".step-fault")?.remove();
  tr.querySelector(".c-state").append(element("strong", { className: "step-fault", textContent: words }));
  aloud(words);
};
// A reason that several rows have stands above the table of the page that came: the row says it itself, unless it stands
// above this table too.
const sayReason = (fresh, page) => {
  const cell = fresh.querySelector("[data-reason-at]");
  if (!cell) return;
  const words = page.getElementById(cell.getAttribute("aria-describedby")).textContent;
  const here = [...form.querySelectorAll("[data-reason]")].find((part) => part.textContent === words);
  if (here) cell.setAttribute("aria-describedby", here.id);
  else {
    cell.removeAttribute("aria-describedby");
    cell.querySelector("[data-closed]").textContent = words;
  }
};

// A row with what stands below it, as the page of the answer has them.
const replace = (code, there) => {
  const tr = form.querySelector(`#r${code}`);
  const fresh = there.querySelector(`#r${code}`);
  const below = there.querySelector(`tr[data-below="${code}"]`);
  sayReason(fresh, there.ownerDocument);
  const old = rows.get(tr.id)?.below;
  rows.delete(tr.id);
  old?.remove();
  const home = form.querySelector(`tbody[data-area="${fresh.closest("tbody").dataset.area}"]`);
  if (!home.contains(tr)) home.insertBefore(tr, home.querySelector("tr.new, .menu-row"));
  tr.replaceWith(...[fresh, below].filter(Boolean));
  if ("row" in fresh.dataset) new Row(fresh);
  fresh.querySelectorAll("textarea").forEach(grow);
  (fresh.querySelector("[name=restore]") ?? fresh.querySelector("[name=open], th a")).focus();
};

// Withdraw lines, bring one back or move it, once its row is saved: a withdrawn row would hide the words that are not.
// The answer is the page: its rows and sums come in here.
export const step = async (name, ...codes) => {
  const rowsOf = codes.map((code) => form.querySelector(`#r${code}`));
  const waits = unsent().find((row) => rowsOf.includes(row.tr));
  if (waits) {
    notStepped(waits.tr, say.sayNotWithdrawn);
    return;
  }
  const to = `to-${codes[0]}`;
  const body = new URLSearchParams({ [to]: form.elements[to]?.value ?? "", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  codes.forEach((code) => body.append(name, code));
  const page = await request(form.action, { method: "POST", body, redirect: "follow" }).then(pageOf).catch(() => null);
  const there = page?.querySelector(`form[data-table][data-person="${say.person}"]`);
  if (there) takeSums(page);
  codes.forEach((code, place) => {
    const fault = page?.querySelector(`[data-error-summary] a[href="#r${code}"]`)?.textContent;
    if (fault || !there?.querySelector(`#r${code}`)) notStepped(rowsOf[place], fault ?? say.sayNotDone);
    else {
      replace(code, there);
      aloud(page.querySelector(".notices")?.textContent.trim().replace(/\s+/g, " "));
    }
  });
};

form.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row || event.target.matches("[data-tick]")) return;
  row.learn();
  row.tr.querySelector(".step-fault")?.remove();
  keep(row);
  if (isLost) row.show(say.sayNot, "kept");
  if (!event.isComposing) rest(row);
});
form.addEventListener("compositionend", (event) => {
  const row = rowOf(event.target);
  if (row) rest(row);
});
form.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  if (event.target.name) row.restyle(fieldOf(event.target));
  // Where the focus goes is known a moment later.
  setTimeout(() => {
    if (row.hasFocus) return;
    if (row.isToSend) enqueue(row);
    else if (unsaid.has(row)) aloud(unsaid.get(row));
    unsaid.delete(row);
  });
});

// The buttons of the form: those that save do it here; the others go to the server once all rows are saved.
form.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  if (form.dataset.leaving) return;
  event.preventDefault();
  const { name, value } = pressed ?? {};
  if (["withdraw", "restore", "move"].includes(name)) once(() => step(name, value));
  else if (name === "way") {
    const [prefix, way] = value.split(":");
    choose(rows.get(prefix), way, form.elements[`${prefix}-partner`]?.value);
  } else if (name === "use") {
    const [, prefix, field, word] = /^(\w+)-(\w+)=(.*)$/.exec(value);
    rows.get(prefix).put(field, word);
    enqueue(rows.get(prefix));
  } else if (name && name !== "open") leave(() => form.requestSubmit(pressed));
  else if (!name) flush();
});
// To the page of both changes: what was typed since the answer is sent first.
document.addEventListener("submit", (event) => {
  const row = event.target.id.startsWith("look-") && rows.get(`r${event.target.id.slice(5)}`);
  if (!row) return;
  if (row.isToSend) {
    event.preventDefault();
    row.looks = true;
    enqueue(row);
    return;
  }
  event.target.elements.csrfmiddlewaretoken.value = form.elements.csrfmiddlewaretoken.value;
  lookedAt(row);
  form.dataset.leaving = "yes";
});

addEventListener("online", () => { losses = 0; later(0); });
const lookAgain = async () => {
  if (document.hidden || !isStopped || await askAtTheDoor().catch(() => "away")) return;
  isStopped = "";
  showConnection("");
  flush();
};
addEventListener("focus", lookAgain);
document.addEventListener("visibilitychange", lookAgain);
addEventListener("beforeunload", (event) => {
  if (!form.dataset.leaving && unsent().length) event.preventDefault();
});

// An area's first empty row that nothing is typed into; one more where there is none.
export const freeRow = (area) => {
  const ofArea = () => [...rows.values()].filter((row) => row.prefix.startsWith(area));
  const free = () => ofArea().find((row) => !row.isTyped && !row.inflight);
  if (!free() && ofArea().length) showNext(ofArea().at(-1));
  return free();
};
// What an earlier page of this tab could not send, and what this page came with unsaved, goes now. Its version is the
// one that the writer saw.
const kept = new Set([...rows.values()].filter((row) => row.comesBack));
for (const [prefix, found] of Object.entries(read()).sort()) {
  const row = rows.get(prefix.startsWith("n") ? freeRow(prefix.slice(0, 3))?.prefix : prefix);
  if (isSettled(found) || (row && row.prefix !== prefix)) forget(prefix);
  if (isSettled(found) || !row) continue;
  row.tr.hidden = false;
  if (found.key && row.key) row.key.value = found.key;
  if (found.version && row.version) row.version.value = found.version;
  for (const [field, value] of Object.entries(found.fields)) row.give(field, value);
  row.inflight = found.inflight;
  row.tokens = [...new Set([...row.tokens, ...found.tokens ?? []])];
  if (row.isNew && row.value("title")) showNext(row);
  keep(row);
  kept.add(row);
}
kept.forEach((row) => row.show(say.sayNot, "kept"));
kept.forEach((row) => enqueue(row));
