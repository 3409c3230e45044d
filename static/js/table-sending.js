// Rows save themselves: one request at a time, and what was sent is sent again until it is answered.
// A row is forgotten only where it equals what the portal has.
if (draftTable) {
  const { form, rows, rowOf } = draftTable;
  const { say, aloud, show, link, button, note, agePoints, showAnswer, look, showConnection, takeSums } = tableStates;
  const REST_MS = 2000;
  const SLOW_MS = 1000;
  const NO_ANSWER_MS = 15_000;
  const AGAIN_MS = [5000, 15_000, 30_000];
  const waiting = new Set();
  const unsaid = new Map();
  let busy = false;
  let losses = 0;
  let isLost = false;
  let isStopped = "";
  let timer = 0;
  let afterwards = null;

  const unsent = () => [...rows.values()].filter((row) => row.inflight || (row.isTyped && Object.keys(row.changed).length));
  const toSend = (row) => row.inflight || (!row.blocked && row.isTyped && Object.keys(row.toSend).length > 0);

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(pump, ms);
  };

  const enqueue = (row) => {
    clearTimeout(row.rest);
    if (!toSend(row)) return;
    if (row.isNew && !row.inflight && !row.value("title").trim()) {
      show(row, say.sayTitle, "kept");
      return;
    }
    waiting.add(row);
    if (!isLost) pump();
  };

  const flush = () => {
    rows.forEach((row) => enqueue(row));
    if (isLost) later(0);
  };

  const lost = () => {
    const kept = [...rows.values()].filter(toSend);
    kept.forEach((row) => show(row, say.sayOffline, "kept"));
    const words = kept.length === 1 ? say.sayLostOne : say.sayLost.replace("#", kept.length);
    showConnection(words);
    if (!isLost) aloud(words);
    isLost = true;
    later(AGAIN_MS[Math.min(losses, AGAIN_MS.length - 1)]);
    losses += 1;
  };

  const stopped = (why) => {
    isStopped = why;
    for (const row of [...rows.values()].filter(toSend)) {
      const cell = show(row, why === "other" ? say.sayOther : say.saySignedOut, "kept");
      if (why === "nobody") link(cell, say.saySignIn, `${say.signIn}%23${row.tr.id}`);
    }
    const words = why === "other" ? say.sayOther : say.saySignedOut;
    showConnection(words);
    aloud(words);
  };

  const request = (address, options) => fetch(address, {
    credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(NO_ANSWER_MS), ...options,
  });

  // Who is signed in now? Signing in changes the token: the page gets the new one here.
  const askAtTheDoor = async () => {
    const answer = await request(say.door, {});
    if (!answer.ok) throw new Error(`The door says ${answer.status}`);
    const { person, token: fresh } = await answer.json();
    form.elements.csrfmiddlewaretoken.value = fresh;
    return String(person) === say.person ? "" : person ? "other" : "nobody";
  };

  const bodyOf = (row) => {
    const { fields, version, key, way, partner, tokens } = row.inflight;
    const body = new URLSearchParams({ person: say.person, row: row.prefix });
    if (row.isNew) body.set(`${row.prefix}-key`, key);
    else body.set(`${row.prefix}-v`, version);
    for (const [field, value] of Object.entries(fields)) body.set(`${row.prefix}-${field}`, value);
    const [own, ...earlier] = tokens ?? [form.elements.token.value];
    body.set("token", own);
    earlier.forEach((one) => body.append("unanswered", one));
    if (way) body.set("way", `${row.prefix}:${way}`);
    if (partner) body.set(`${row.prefix}-partner`, partner);
    return body;
  };

  const fill = (row, way, partner) => {
    const fields = row.toSend;
    // What is still to choose goes along: the answer would say that all is saved.
    const { changed } = row;
    for (const field of row.unseen) if (field in changed) fields[field] = changed[field];
    if (way) for (const name of ["secretariat_cost", "funding"]) fields[name] = row.value(name);
    if (row.isNew) fields.title = row.value("title");
    row.inflight = { fields, version: row.version?.value, key: row.key?.value, way, partner, tokens: row.tokens };
  };

  const choose = (row) => (way, partner) => {
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

  // To the page of both changes, with the newest words: what was typed since the answer is sent first.
  const lookAt = (row, answer) => () => {
    row.looks = Boolean(toSend(row));
    if (row.looks) enqueue(row);
    else look(row, answer);
  };

  const take = (row, answer) => {
    const { fields, way } = row.inflight;
    const refused = new Set(Object.keys(answer.faults ?? {}));
    if (answer.note) ["secretariat_cost", "funding"].forEach((field) => refused.add(field));
    (answer.clashes ?? []).forEach((field) => refused.add(field));
    (answer.held ?? []).forEach((field) => refused.add(field));
    row.held = answer.held ?? [];
    const before = row.prefix;
    const wasNew = row.isNew;
    // A row of which all was refused is as old as before.
    if (answer.row && (wasNew || String(answer.version) !== row.version.value)) agePoints();
    row.inflight = null;
    if (answer.row && row.isNew) {
      keptTyping.forget(before);
      row.becomes(answer.row);
    }
    for (const [field, value] of Object.entries(fields)) {
      if (refused.has(field) || !answer.row) row.refused[field] = value;
      else {
        row.saved[field] = value;
        delete row.refused[field];
      }
    }
    // House style where the field was left as it was sent, and what of theirs came in where nothing is typed.
    for (const [field, value] of Object.entries(answer.values ?? {})) {
      const isOpen = row.fields.get(field)?.includes(document.activeElement);
      if (row.value(field) === row.saved[field] && !isOpen) {
        row.put(field, value);
        row.saved[field] = value;
      } else if (isOpen) {
        row.styled = { ...row.styled, [field]: value };
      }
    }
    // What is newer than what this page shows was not seen: while such a field is here, the old version goes on.
    Object.keys(fields).forEach((field) => { if (!refused.has(field)) row.unseen.delete(field); });
    for (const field of [...answer.clashes ?? [], ...answer.theirs ?? []]) row.unseen.add(field);
    for (const field of row.unseen) {
      if (!row.fields.has(field) || row.value(field) === answer.values?.[field]) row.unseen.delete(field);
    }
    if (answer.version && !row.unseen.size) row.version.value = answer.version;
    else if (wasNew && answer.row) row.version.value = 1;
    keptTyping.keep(row);
    // The note of a refused cost goes with its buttons: whoever pressed one stays in the row, at the cost.
    const wasBelow = row.below?.querySelector(".row-note")?.contains(document.activeElement);
    showAnswer(row, answer, choose(row), lookAt(row, answer));
    if (wasBelow && !row.hasFocus) row.fields.get("secretariat_cost")[0].focus();
    if (row.looks && answer.look) look(row, answer);
    row.looks = false;
    if (row.wish) {
      const wish = row.wish;
      delete row.wish;
      row.refused = {};
      fill(row, ...wish);
      waiting.add(row);
      return;
    }
    if (row.hasFocus && !way) unsaid.set(row, answer.said);
    else aloud(answer.said);
    if (toSend(row) && !row.hasFocus) waiting.add(row);
    else if (toSend(row)) rest(row);
  };

  const close = (row, reason) => {
    row.inflight = null;
    row.blocked = true;
    keptTyping.keep(row);
    show(row, say.sayClosed, "kept");
    const words = Object.values(row.words).join("\n");
    const copy = button(say.sayCopy, () => copyWords(copy, words, say.sayCopied, aloud));
    note(row, "kept", reason, copy);
    aloud(reason);
  };

  const send = async (row) => {
    if (!row.inflight) fill(row);
    keptTyping.keep(row);
    const slow = setTimeout(() => { if (row.inflight && !isLost) show(row, say.saySaving, ""); }, SLOW_MS);
    try {
      const answer = await request(`${row.address}save/`, {
        method: "POST", body: bodyOf(row), headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      });
      if (answer.status === 401 || answer.status === 403) {
        const why = await askAtTheDoor();
        if (why) stopped(why);
        else waiting.add(row);
        return;
      }
      if (![200, 409, 422].includes(answer.status)) throw new Error(`The portal says ${answer.status}`);
      const said = await answer.json();
      losses = 0;
      if (said.closed) close(row, said.closed);
      else take(row, said);
      if (isLost) {
        isLost = false;
        showConnection("");
        rows.forEach((one) => { if (one !== row) enqueue(one); });
        // What was refused is not sent again before it has changed.
        afterwards ??= () => aloud(unsent().some((one) => !toSend(one)) ? say.sayBackSome : say.sayBack);
      }
    } catch {
      waiting.add(row);
      lost();
    } finally {
      clearTimeout(slow);
    }
  };

  const notStepped = (tr, words) => {
    tr.querySelector(".step-fault")?.remove();
    tr.querySelector(".c-state").append(Object.assign(document.createElement("strong"), { className: "step-fault", textContent: words }));
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

  // Withdraw a line or bring it back, once its row is saved: a withdrawn row would hide the words that are not.
  // The answer is the page: its row and sums come in here.
  const step = async ({ name, value }) => {
    const tr = form.querySelector(`#r${value}`);
    if (unsent().some((row) => row.tr === tr)) {
      notStepped(tr, say.sayNotWithdrawn);
      return;
    }
    let page = null;
    try {
      const answer = await fetch(form.action, {
        method: "POST", credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(NO_ANSWER_MS),
        body: new URLSearchParams({ [name]: value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value }),
      });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      page = null;
    }
    const there = page?.querySelector(`form[data-table][data-person="${say.person}"]`);
    const fresh = there?.querySelector(`#r${value}`);
    const fault = page?.querySelector(`[data-error-summary] a[href="#r${value}"]`)?.textContent;
    if (!fresh || fault) {
      notStepped(tr, fault ?? say.sayNotDone);
      return;
    }
    const below = there.querySelector(`tr[data-below="${value}"]`);
    const area = fresh.closest("tbody");
    takeSums(page, area);
    sayReason(fresh, page);
    draftTable.replaceRow(tr, [fresh, below].filter(Boolean));
    (fresh.querySelector("[name=restore]") ?? fresh.querySelector("[name=open], th a")).focus();
    aloud(page.querySelector(".notices")?.textContent.trim().replace(/\s+/g, " "));
  };

  async function pump() {
    if (busy || isStopped) return;
    clearTimeout(timer);
    busy = true;
    // In the order of the table: lines get their numbers as they were typed.
    const [row] = [...waiting].sort((one, other) => one.tr.compareDocumentPosition(other.tr) & 4 ? -1 : 1);
    if (row) {
      waiting.delete(row);
      if (toSend(row)) await send(row);
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

  const rest = (row) => {
    clearTimeout(row.rest);
    row.rest = setTimeout(() => enqueue(row), REST_MS);
  };

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target.matches("[data-tick]")) return;
    row.learn();
    // What was held back for another field goes again with what is typed now.
    (row.held ?? []).forEach((field) => delete row.refused[field]);
    row.held = [];
    row.tr.querySelector(".step-fault")?.remove();
    keptTyping.keep(row);
    if (isLost) show(row, say.sayOffline, "kept");
    if (!event.isComposing) rest(row);
  });
  form.addEventListener("compositionend", (event) => {
    const row = rowOf(event.target);
    if (row) rest(row);
  });

  form.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    const field = draftTable.fieldOf(event.target);
    if (row.styled?.[field] !== undefined && row.value(field) === row.saved[field]) {
      row.put(field, row.styled[field]);
      row.saved[field] = row.styled[field];
    }
    if (row.styled) delete row.styled[field];
    // Where the focus goes is known a moment later.
    setTimeout(() => {
      if (row.hasFocus) return;
      if (toSend(row)) enqueue(row);
      else if (unsaid.has(row)) aloud(unsaid.get(row));
      unsaid.delete(row);
    });
  });

  // The buttons of the form: those that save do it here; the others go to the server once all rows are saved.
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (form.dataset.leaving) return;
    event.preventDefault();
    if (pressed?.name === "open") return;
    if (pressed?.name === "withdraw" || pressed?.name === "restore") {
      flush();
      if (busy || waiting.size) afterwards = () => step(pressed);
      else step(pressed);
      return;
    }
    if (pressed?.name === "way") {
      const [prefix, way] = pressed.value.split(":");
      choose(rows.get(prefix))(way, form.elements[`${prefix}-partner`]?.value);
      return;
    }
    flush();
    if (!pressed?.name) return;
    const leave = () => {
      form.dataset.leaving = "yes";
      form.requestSubmit(pressed);
    };
    if (busy || waiting.size) afterwards = leave;
    // While a form is being submitted, it takes no other submission.
    else setTimeout(leave);
  });

  addEventListener("online", () => { losses = 0; later(0); });
  addEventListener("table:flush", flush);
  // Another page takes over, once all rows are saved.
  addEventListener("table:leave", ({ detail: go }) => {
    flush();
    const leave = () => {
      form.dataset.leaving = "yes";
      go();
    };
    if (busy || waiting.size) afterwards = leave;
    else leave();
  });
  const lookAgain = async () => {
    if (document.hidden || !isStopped) return;
    try {
      if (await askAtTheDoor()) return;
    } catch {
      return;
    }
    isStopped = "";
    showConnection("");
    flush();
  };
  addEventListener("focus", lookAgain);
  document.addEventListener("visibilitychange", lookAgain);

  addEventListener("beforeunload", (event) => {
    if (!form.dataset.leaving && unsent().length) event.preventDefault();
  });

  // What the last page of this tab could not send goes now, and what this page came with unsaved.
  const kept = new Set([...keptTyping.restore(), ...[...rows.values()].filter((row) => row.comesBack)]);
  kept.forEach((row) => show(row, say.sayTyping, "kept"));
  kept.forEach((row) => enqueue(row));
}
