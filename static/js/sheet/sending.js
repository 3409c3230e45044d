// Rows save themselves: one request at a time, and what was sent is sent again until it is answered.
// A row is forgotten only where it equals what the portal has.
import { copyWords } from "../copy-text.js";
import { forget, isSettled, keep, lookedAt, read } from "./unsaved-rows.js";
import { Row, aloud, button, element, fieldOf, form, freeRow, grow, rowOf, rows, say, showNext, takeSums, told } from "./row.js";

const REST_MS = 2000;
const SLOW_MS = 1000;
const NO_ANSWER_MS = 15_000;
const AGAIN_MS = [5000, 15_000, 30_000];
/** @type {Set<Row>} */
const waiting = new Set();
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
    if (!row.tr.dataset.tone || row.isTyped) return;
    row.settle();
    keep(row);
    return;
  }
  if (row.isNew && !row.inflight && !row.isNamed) {
    row.tell(say.sayFirst);
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
  if (!isLost) aloud(told("Lost", [], kept.length));
  isLost = true;
  later(AGAIN_MS[Math.min(losses, AGAIN_MS.length - 1)]);
  losses += 1;
};
const stopped = (why) => {
  isStopped = why;
  for (const row of [...rows.values()].filter((one) => one.isToSend)) {
    const cell = row.show(say.sayNot, "kept");
    if (why === "nobody") cell.append(" ", element("a", { href: `${say.signIn}%23${row.tr.id}`, textContent: say.saySignIn, className: "btn btn-primary" }));
  }
  showConnection(say.sayNot);
  aloud(why === "other" ? say.sayOther : say.saySignedOut);
};

export const request = (address, options) => fetch(address, {
  credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(NO_ANSWER_MS), ...options,
});
export const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// Who is signed in now? Signing in changes the token: the page gets the new one here.
const askAtTheDoor = async () => {
  const answer = await request(say.door, {});
  if (!answer.ok) throw new Error(`The door says ${answer.status}`);
  const { person, token: fresh } = await answer.json();
  form.elements.csrfmiddlewaretoken.value = fresh;
  return String(person) === say.person ? "" : person ? "other" : "nobody";
};

// What goes with a row, the same each time until it is answered: all that is not saved, also what was refused, for the
// answer would say that all is saved.
const fill = (/** @type {Row} */ row) => {
  const fields = row.changed;
  for (const name of [...row.way?.names ?? [], ...row.isNew ? [row.first] : []]) fields[name] = row.value(name);
  const body = Object.entries(fields).map(([field, value]) => [`${row.prefix}-${field}`, value]);
  body.push(["person", say.person], ["row", row.prefix], [row.stamp.name, row.stamp.value], ...row.way?.sent ?? []);
  row.tokens.forEach((token, place) => body.push([place ? "unanswered" : "token", token]));
  if (row.yields) body.push(["yields", "yes"]);
  row.inflight = { fields, body, goesOn: row.way?.names };
  row.yields = false;
  row.way = null;
};

// A button of a row's note says how to go on: it goes with the fields that it names and with what is chosen beside it.
const choose = (/** @type {Row} */ row, /** @type {HTMLElement} */ pressed) => {
  const sent = [pressed, ...pressed.parentElement.querySelectorAll("select")].map((part) => [part.name, part.value]);
  row.way = { sent, names: pressed.dataset.with.split(" ") };
  // What is on its way is answered first.
  if (!busy || !row.inflight) goOn(row);
};
const goOn = (/** @type {Row} */ row) => {
  row.refused = {};
  fill(row);
  waiting.add(row);
  pump();
};

const take = (/** @type {Row} */ row, /** @type {Document} */ page) => {
  const { fields, goesOn } = row.inflight;
  const before = row.prefix;
  // A button may go with the answer: whoever pressed it stays in the row, at the field that it was about.
  const { hasFocus } = row;
  const done = row.take(page, fields);
  row.inflight = null;
  if (row.prefix !== before) forget(before);
  takeSums(page);
  keep(row);
  const about = row.fields.get(goesOn?.[0] ?? row.first);
  if (hasFocus && !row.hasFocus) (about.find((one) => one.checked) ?? about[0]).focus();
  // To the page of both changes, with the newest words.
  const look = page.querySelector("form[id^=look-]");
  document.getElementById(`look-${row.prefix}`)?.remove();
  if (look) form.after(look);
  if (row.looks) look?.requestSubmit();
  row.looks = false;
  if (row.way) {
    goOn(row);
    return;
  }
  const said = page.querySelector("[data-said]").textContent.trim().replace(/\s+/g, " ");
  if (row.hasFocus && !goesOn) row.unsaid = said;
  else aloud(said);
  if (row.isToSend && !row.hasFocus) waiting.add(row);
  else if (row.isToSend) rest(row);
  hearers.forEach((hear) => hear(row, done));
};

const close = (/** @type {Row} */ row, /** @type {Document} */ page, /** @type {string} */ reason) => {
  takeSums(page);
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
      method: "POST", body: new URLSearchParams(row.inflight.body), headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
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
    if (closed) close(row, page, closed.textContent);
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

// Buttons that change whole rows (the form names them) wait until the row is saved, for words that are not would be hidden.
// The answer is the page: its rows and sums come in here.
const notStepped = (tr, words) => {
  tr.querySelector(".step-fault")?.remove();
  [...tr.cells].at(-1).append(element("strong", { className: "step-fault", textContent: words }));
  aloud(words);
};
// A row with what stands below it, as the page of the answer has them, at its place or in the part where it is now.
const replace = (tr, fresh) => {
  const below = fresh.nextElementSibling?.dataset.below === fresh.id ? fresh.nextElementSibling : null;
  // A reason that several rows have stands above the table of the page that came: here the row says it itself.
  const closed = fresh.querySelector("[data-reason-at]");
  if (closed) {
    closed.querySelector("[data-closed]").textContent = fresh.ownerDocument.getElementById(closed.getAttribute("aria-describedby")).textContent;
    closed.removeAttribute("aria-describedby");
  }
  const old = rows.get(tr.id)?.below;
  rows.delete(tr.id);
  old?.remove();
  const home = form.querySelector(`tbody[data-area="${fresh.closest("tbody").dataset.area}"]`);
  if (!home.contains(tr)) home.insertBefore(tr, home.querySelector("tr.new, .menu-row"));
  tr.replaceWith(...[fresh, below].filter(Boolean));
  if ("row" in fresh.dataset) new Row(fresh);
  fresh.querySelectorAll("textarea").forEach(grow);
};

// Gives whether all was done. What the opened part asks beside the row's own fields goes with it.
export const step = async (name, ...codes) => {
  const all = codes.map((code) => document.getElementById(`r${code}`));
  const waits = unsent().find((row) => all.includes(row.tr));
  if (waits) {
    notStepped(waits.tr, say.sayNotStepped);
    return false;
  }
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  codes.forEach((code, place) => {
    body.append(name, code);
    for (const part of rows.get(all[place].id)?.below?.querySelectorAll(`select[name$="-${code}"]`) ?? []) body.append(part.name, part.value);
  });
  const page = await request(form.action, { method: "POST", body, redirect: "follow" }).then(pageOf).catch(() => null);
  const there = page?.querySelector(`form[data-table][data-person="${say.person}"]`);
  if (there) takeSums(page);
  return codes.map((code, place) => {
    const fresh = there?.querySelector(`#r${code}`);
    const fault = page?.querySelector(`[data-error-summary] a[href="#r${code}"]`)?.textContent;
    if (fault || !fresh) notStepped(all[place], fault ?? say.sayNotDone);
    else {
      replace(all[place], fresh);
      aloud(page.querySelector(".notices")?.textContent.trim().replace(/\s+/g, " "));
    }
    return !fault && !!fresh;
  }).every(Boolean);
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
form.addEventListener("compositionend", ({ target }) => { if (rowOf(target)) rest(rowOf(target)); });
form.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  if (event.target.name) row.restyle(fieldOf(event.target));
  // Where the focus goes is known a moment later.
  setTimeout(() => {
    if (row.hasFocus) return;
    if (row.isToSend) enqueue(row);
    else aloud(row.unsaid);
    row.unsaid = "";
  });
});

// The buttons of the form: those that save do it here; the others go to the server once all rows are saved.
form.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  if (form.dataset.leaving) return;
  event.preventDefault();
  const { name, value } = pressed ?? {};
  if (pressed?.dataset.with) choose(rowOf(pressed), pressed);
  else if (name === "use") {
    const [, field, word] = /^\w+-(\w+)=(.*)$/s.exec(value);
    rowOf(pressed).put(field, word);
    enqueue(rowOf(pressed));
  } else if (name && name !== "open") leave(() => form.requestSubmit(pressed));
  else if (!name) flush();
});
form.addEventListener("click", (event) => {
  const { name, value } = event.target.closest("button") ?? {};
  if (!name || !say.steps?.split(" ").includes(name)) return;
  event.preventDefault();
  once(async () => {
    if (!await step(name, value)) return;
    const row = document.getElementById(`r${value}`);
    (row.querySelector("[name=restore]") ?? row.querySelector("[name=open], th a")).focus();
  });
});
// To the page of both changes: what was typed since the answer is sent first.
document.addEventListener("submit", (event) => {
  const row = event.target.id.startsWith("look-") && rows.get(event.target.id.slice(5));
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

// What an earlier page of this tab could not send, and what this page came with unsaved, goes now. Its version is the
// one that the writer saw.
const kept = new Set([...rows.values()].filter((row) => row.comesBack));
for (const [prefix, found] of Object.entries(read()).sort()) {
  const row = rows.get(prefix.startsWith("n") ? freeRow(prefix.slice(0, -2))?.prefix : prefix);
  if (isSettled(found) || (row && row.prefix !== prefix)) forget(prefix);
  if (isSettled(found) || !row) continue;
  row.tr.hidden = false;
  row.stamp.value = found.stamp;
  for (const [field, value] of Object.entries(found.fields)) row.give(field, value);
  row.inflight = found.inflight;
  row.tokens = [...new Set([...row.tokens, ...found.tokens])];
  if (row.isNew && row.isNamed) showNext(row);
  keep(row);
  kept.add(row);
}
kept.forEach((row) => row.show(say.sayNot, "kept"));
kept.forEach((row) => enqueue(row));
