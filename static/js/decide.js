// The desk's table: a decision is recorded without a page load, and letters go from line to line.
// The form is sent as without a script, but only with the rows that it is about; the answer holds the parts that
// changed. Any other answer (signed out, the plan was taken back) is left to the browser: the form is sent as a page.
// What stands below the head of a row is fetched when the row is opened.
/** @type {HTMLFormElement} */
const desk = document.querySelector("[data-desk]");

if (desk) {
  const OFF = "letters-off";
  const said = document.getElementById("announcements");
  const lines = () => [...desk.querySelectorAll("[data-line]")];
  const lineOf = (node) => node?.closest?.("[data-line]") ?? null;
  const more = (line) => line.querySelector(".desk-more");
  const head = (line) => line.querySelector("[data-line-head]");
  const controls = (line) => [...line.querySelectorAll("input:not([type=hidden]), textarea")];
  const isChanged = (field) =>
    field.type === "textarea" ? field.value !== field.defaultValue : field.checked !== field.defaultChecked;
  const isTouched = (line) => controls(line).some(isChanged);
  let current = null;
  let asking = false;

  const say = (words) => {
    said.textContent = "";
    // A live region speaks of what changes: the same words twice are two changes.
    setTimeout(() => { said.textContent = words; }, 50);
  };

  // The part of the page that the server answers with. Rows need the table that they stand in.
  const ask = async (address, options, before = "") => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15000), ...options });
    return new DOMParser().parseFromString(before + await answer.text(), "text/html");
  };

  // Folded, a row keeps what was typed in it. Only a row that is not opened has a tick.
  const show = (line, isOpen) => {
    more(line).hidden = !isOpen;
    line.toggleAttribute("data-open", isOpen);
    head(line).ariaExpanded = String(isOpen);
    const tick = line.querySelector(".desk-tick span");
    if (tick) tick.hidden = isOpen;
  };

  // The row with what stands below its head. A tick becomes the choice that it stands for.
  const filled = async (line) => {
    if (more(line)) return line;
    let page;
    try {
      page = await ask(`${desk.action}${line.dataset.line}/`, {}, "<table>");
    } catch {
      const told = line.querySelector(".field-error") ?? document.createElement("span");
      Object.assign(told, { className: "field-error", textContent: desk.dataset.notOpened });
      head(line).after(told);
      say(desk.dataset.notOpened);
      return null;
    }
    const fresh = page.getElementById(line.id);
    if (!fresh) {
      location.assign(`${desk.action}${line.dataset.line}/`);
      return null;
    }
    if (line.querySelector("input[type=checkbox]")?.checked) fresh.querySelector("input[type=radio]").checked = true;
    line.replaceWith(fresh);
    showKeys();
    return fresh;
  };

  const open = async (closed) => {
    const line = await filled(closed);
    if (!line) return null;
    lines().forEach((other) => {
      if ("open" in other.dataset && !isTouched(other) && !("refused" in other.dataset)) show(other, false);
    });
    show(line, true);
    line.closest("details").open = true;
    current = line;
    head(line).focus({ preventScroll: true });
    line.scrollIntoView({ block: "start" });
    return line;
  };

  const step = async (by) => {
    const all = lines();
    const at = all.indexOf(current ?? lineOf(document.activeElement));
    const to = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (to) await open(to);
  };

  const choose = async (place, chosen = current ?? lineOf(document.activeElement)) => {
    const line = chosen && ("open" in chosen.dataset ? chosen : await open(chosen));
    const radio = line?.querySelectorAll("input[type=radio]")[place];
    if (!radio) return;
    radio.checked = true;
    countSoon();
    line.querySelector(place ? "textarea" : "[data-save]").focus();
    say(radio.labels[0].textContent.trim());
  };

  // One after the other: a letter waits for the row that the letter before it opens.
  let turn = Promise.resolve();
  const inTurn = (act) => { turn = turn.then(act, act); };

  // What the choices leave of the room is the server's sum: it is asked once the hand rests, and only the last
  // answer counts. Without a connection the sentence goes away; nothing is recorded by it.
  const REST = 300;
  const countButton = desk.querySelector("[data-count]");
  let resting = 0;
  let counting = null;

  const nothing = document.getElementById("desk-counted").cloneNode(true);
  const showChosen = (part = nothing.cloneNode(true)) => document.getElementById("desk-counted").replaceWith(part);

  const count = async () => {
    counting?.abort();
    const rows = lines().filter(isTouched);
    if (!rows.length) return showChosen();
    counting = new AbortController();
    try {
      const page = await ask(countButton.formAction, { method: "POST", body: fieldsOf(rows), signal: counting.signal });
      const part = page.getElementById("desk-counted");
      showChosen(part ?? undefined);
      if (part && document.activeElement?.matches("[type=checkbox], [type=radio]")) say(part.firstElementChild.textContent);
    } catch (error) {
      if (error.name !== "AbortError") showChosen();
    }
  };

  const countSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(count, REST);
  };

  // Which rows a button is about: its own, those of its group, or every row that was touched.
  const rowsFor = (button) => {
    const line = lineOf(button);
    if (line) return [line];
    if (button?.value === "unchanged") return lines().filter((row) => row.dataset.in === "unchanged");
    return lines().filter(isTouched);
  };

  const fieldsOf = (rows, button) => {
    const sent = new URLSearchParams();
    sent.set("csrfmiddlewaretoken", desk.elements.csrfmiddlewaretoken.value);
    if (button) sent.set(button.name, button.value);
    rows.flatMap((row) => [...row.querySelectorAll("input, textarea")]).forEach((field) => {
      if (!["checkbox", "radio"].includes(field.type) || field.checked) sent.append(field.name, field.value);
    });
    return sent;
  };

  const swap = (parts) => {
    // What the page said when it was loaded is no longer the last that was done.
    document.querySelectorAll(".notices").forEach((part) => part.remove());
    const next = document.getElementById(`line-${parts.querySelector("[data-parts]").dataset.next}`);
    parts.querySelectorAll("[data-parts] > [id], tbody[id]").forEach((part) => {
      if (part.id === next?.id && isTouched(next)) return;
      document.getElementById(part.id)?.replaceWith(part);
      document.getElementById(part.dataset.after)?.after(part);
    });
    desk.querySelectorAll("[data-rest]").forEach((link) => {
      link.hidden = !lines().some((line) => line.dataset.in !== "decided");
    });
    showKeys();
    countSoon();
  };

  const goOn = async (parts) => {
    const told = parts.querySelector("[data-parts]");
    const words = parts.querySelector("[data-said]").textContent.trim();
    const first = (parts.querySelector("[data-refused]") ?? parts.querySelector("[data-line]")).id;
    swap(parts);
    if ("goesOn" in told.dataset) {
      const next = told.dataset.next && document.getElementById(`line-${told.dataset.next}`);
      if (next) await open(next);
      else document.querySelector("#sending h2").focus();
    } else {
      current = document.getElementById(first);
      (current.querySelector("[aria-invalid='true'], .has-error input") ?? head(current)).focus();
    }
    say(words);
  };

  const send = async (button) => {
    if (asking || button.getAttribute("aria-disabled") === "true") return;
    const rows = rowsFor(button);
    if (!rows.length) {
      // Not from inside the event: a form that is being sent is not sent anew.
      setTimeout(() => leave(button));
      return;
    }
    asking = true;
    clearTimeout(resting);
    counting?.abort();
    let parts;
    try {
      parts = await ask(desk.action, { method: "POST", body: fieldsOf(rows, button) });
    } catch {
      const place = rows[0].querySelector("[data-not-recorded]");
      if (place) Object.assign(place, { textContent: desk.dataset.kept, hidden: false });
      say(desk.dataset.kept);
      return;
    } finally {
      asking = false;
    }
    if (parts.querySelector("[data-parts]")) await goOn(parts);
    else leave(button);
  };

  let leaving = false;
  const leave = (button) => {
    leaving = true;
    desk.requestSubmit(button);
  };

  desk.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    // Enter in a radio or a tick presses the form's first button; what is meant is the row it stands in.
    const line = lineOf(document.activeElement);
    const own = line?.querySelector("[data-save]");
    const isFirst = event.submitter === desk.querySelector("button[type=submit]");
    const button = isFirst && own ? own : event.submitter;
    inTurn(() => send(button));
  });

  desk.addEventListener("input", (event) => {
    if (event.target.matches("[type=checkbox], [type=radio]")) countSoon();
  });

  desk.addEventListener("focusin", (event) => { current = lineOf(event.target) ?? current; });

  // The heads of rows, the ways to the row before and after, and "Return", which opens its row at the reason.
  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-untick]")) {
      desk.querySelectorAll("[type=checkbox]:checked").forEach((tick) => { tick.checked = false; });
      countSoon();
    }
    const pressed = event.target.closest("[data-go]");
    const line = pressed && document.getElementById(`line-${pressed.dataset.go}`);
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (pressed === head(line) && "open" in line.dataset) show(line, false);
    else inTurn(() => (pressed.name === "return" ? choose(1, line) : open(line)));
  });

  addEventListener("beforeunload", (event) => {
    // The page behind this link approves what is only ticked.
    const approves = document.activeElement?.matches("[data-rest]");
    if (!leaving && lines().some((line) => isTouched(line) && !(approves && !more(line)))) event.preventDefault();
  });

  // Letters by their place on the keyboard, so that a Khmer or a Thai layout has them where a Latin one has.
  const letters = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyA: () => choose(0),
    KeyR: () => choose(1),
  };
  // Kept for the next visit where the browser keeps anything, else for this page.
  let off = false;
  try {
    off = localStorage.getItem(OFF) === "1";
  } catch { /* Nothing is kept: the letters are on. */ }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      inTurn(() => {
        const save = (lineOf(document.activeElement) ?? current)?.querySelector("[data-save]");
        return save && send(save);
      });
      return;
    }
    const inField = document.activeElement?.matches("input, textarea, select, [contenteditable]");
    if (off || inField || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!(event.code in letters)) return;
    event.preventDefault();
    inTurn(letters[event.code]);
  });

  const keys = document.getElementById("keys");
  const button = keys.querySelector("[data-keys-switch]");
  const turnOff = button.textContent;
  const showKeys = () => {
    document.querySelectorAll("[data-keys]").forEach((part) => { part.hidden = false; });
    button.textContent = off ? button.dataset.on : turnOff;
    desk.querySelectorAll("[data-key]").forEach((hint) => { hint.hidden = off; });
  };

  button.addEventListener("click", () => {
    off = !off;
    try {
      localStorage.setItem(OFF, off ? "1" : "0");
    } catch { /* It holds for this page only. */ }
    showKeys();
    say(off ? button.dataset.saidOff : button.dataset.saidOn);
  });

  current = lines().find((line) => "open" in line.dataset) ?? null;
  countButton.hidden = true;
  showKeys();
}
