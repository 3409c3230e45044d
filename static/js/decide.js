// The desk's table: a decision is recorded without a page load, and letters go from line to line.
// The form is sent as without a script, but only with the rows that it is about; the answer holds the parts that
// changed. Any other answer (signed out, the plan was taken back) is left to the browser: the form is sent as a page.
const desk = document.querySelector("[data-desk]");

if (desk) {
  const OFF = "letters-off";
  const said = document.getElementById("announcements");
  const lines = () => [...desk.querySelectorAll("[data-line]")];
  const lineOf = (node) => node?.closest?.("[data-line]") ?? null;
  const fold = (line) => line.querySelector(".desk-open");
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

  const open = (line) => {
    lines().forEach((other) => {
      if (other !== line && !isTouched(other) && !("refused" in other.dataset)) fold(other).open = false;
    });
    fold(line).open = true;
    current = line;
    head(line).focus({ preventScroll: true });
    line.scrollIntoView({ block: "start" });
  };

  const step = (by) => {
    const all = lines();
    const at = all.indexOf(current ?? lineOf(document.activeElement));
    const to = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (to) open(to);
  };

  const choose = (place) => {
    const line = current ?? lineOf(document.activeElement);
    const radio = line?.querySelectorAll("input[type=radio]")[place];
    if (!radio) return;
    fold(line).open = true;
    radio.checked = true;
    countSoon();
    (place ? line.querySelector("textarea") : line.querySelector(".desk-open button.btn-primary")).focus();
    say(radio.labels[0].firstChild.textContent.trim());
  };

  // What the choices leave of the room is the server's sum: it is asked once the hand rests, and only the last
  // answer counts. Without a connection the sentence goes away; nothing is recorded by it.
  const REST = 300;
  const countButton = desk.querySelector("[data-count]");
  let resting = 0;
  let counting = null;

  const showChosen = (words) => {
    const place = document.getElementById("desk-chosen");
    place.textContent = words;
    place.parentElement.classList.toggle("has-chosen", words !== "");
  };

  const count = async () => {
    counting?.abort();
    const rows = lines().filter(isTouched);
    if (!rows.length) {
      showChosen("");
      return;
    }
    counting = new AbortController();
    try {
      const answer = await fetch(countButton.formAction, {
        method: "POST",
        body: fieldsOf(rows),
        headers: { "HX-Request": "true" },
        signal: counting.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const words = page.body.firstElementChild?.id === "desk-chosen" ? page.body.textContent.trim() : "";
      showChosen(words);
      if (words && document.activeElement?.matches("[type=checkbox], [type=radio]")) say(words);
    } catch (error) {
      if (error.name !== "AbortError") showChosen("");
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
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", desk.elements.csrfmiddlewaretoken.value);
    if (button) sent.set(button.name, button.value);
    rows.flatMap((row) => [...row.querySelectorAll("input, textarea")]).forEach((field) => {
      if (!["checkbox", "radio"].includes(field.type) || field.checked) sent.append(field.name, field.value);
    });
    return new URLSearchParams(sent);
  };

  const swap = (parts) => {
    // What the page said when it was loaded is no longer the last that was done.
    document.querySelectorAll(".notices").forEach((part) => part.remove());
    parts.querySelectorAll("[data-parts] > [id], tbody[id]").forEach((part) => {
      document.getElementById(part.id)?.replaceWith(part);
      document.getElementById(part.dataset.after)?.after(part);
    });
    desk.querySelectorAll("[data-rest]").forEach((link) => {
      link.hidden = !lines().some((line) => line.dataset.in !== "decided");
    });
    showKeys();
    countSoon();
  };

  const goOn = (parts) => {
    const told = parts.querySelector("[data-parts]");
    const words = parts.querySelector("[data-said]").textContent.trim();
    const first = (parts.querySelector("[data-refused]") ?? parts.querySelector("[data-line]")).id;
    swap(parts);
    if ("goesOn" in told.dataset) {
      const next = told.dataset.next && document.getElementById(`line-${told.dataset.next}`);
      if (next) open(next);
      else document.querySelector("#sending h2").focus();
    } else {
      const row = document.getElementById(first);
      current = row;
      const wrong = row.querySelector("[aria-invalid='true'], .has-error input");
      if (wrong) fold(row).open = true;
      (wrong ?? head(row)).focus();
    }
    say(words);
  };

  const notSent = (row) => {
    const place = row?.querySelector("[data-not-recorded]");
    if (place) {
      place.textContent = desk.dataset.kept;
      place.hidden = false;
    }
    say(desk.dataset.kept);
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
    let answer;
    let text;
    try {
      answer = await fetch(desk.action, {
        method: "POST",
        body: fieldsOf(rows, button),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(15000),
      });
      text = await answer.text();
    } catch {
      notSent(rows[0]);
      return;
    } finally {
      asking = false;
    }
    const parts = new DOMParser().parseFromString(text, "text/html");
    if (parts.querySelector("[data-parts]")) goOn(parts);
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
    const own = line?.querySelector(".desk-open button.btn-primary");
    const isFirst = event.submitter === desk.querySelector("button[type=submit]");
    send(isFirst && own ? own : event.submitter);
  });

  desk.addEventListener("input", (event) => {
    if (event.target.matches("[type=checkbox], [type=radio]")) countSoon();
  });

  desk.addEventListener("focusin", (event) => { current = lineOf(event.target) ?? current; });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    const line = link && document.getElementById(`line-${link.dataset.go}`);
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(line);
  });

  addEventListener("beforeunload", (event) => {
    if (!leaving && lines().some(isTouched)) event.preventDefault();
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
  const areOff = () => off;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.ctrlKey) {
      const line = lineOf(document.activeElement) ?? current;
      if (!line) return;
      event.preventDefault();
      send(line.querySelector(".desk-open button.btn-primary"));
      return;
    }
    const inField = document.activeElement?.matches("input, textarea, select, [contenteditable]");
    if (areOff() || inField || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!(event.code in letters)) return;
    event.preventDefault();
    letters[event.code]();
  });

  const keys = document.querySelector("[data-keys]");
  const button = keys.querySelector("[data-keys-switch]");
  const turnOff = button.textContent;
  const showKeys = () => {
    keys.hidden = false;
    button.textContent = areOff() ? button.dataset.on : turnOff;
    desk.querySelectorAll("[data-key]").forEach((hint) => { hint.hidden = areOff() && hint.dataset.key === "letter"; });
  };

  button.addEventListener("click", () => {
    off = !off;
    try {
      localStorage.setItem(OFF, off ? "1" : "0");
    } catch { /* It holds for this page only. */ }
    showKeys();
    say(areOff() ? button.dataset.saidOff : button.dataset.saidOn);
  });

  const opened = lines().find((line) => fold(line).open);
  if (opened) current = opened;
  countButton.hidden = true;
  showChosen(document.getElementById("desk-chosen").textContent.trim());
  showKeys();
}
