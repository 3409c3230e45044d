// The rows of the sheet: what a row holds, what of it is saved, and what it takes of the row that the server gives.
/** @type {HTMLFormElement} */
export const form = document.querySelector("form[data-table]");
export const say = form.dataset;
// A sentence of the page, with its number (#) and its words (@1, @2); of one thing the page may say another.
export const told = (/** @type {string} */ name, /** @type {(string | undefined)[]} */ words = [], count = 0) =>
  ((count === 1 && say[`say${name}One`]) || say[`say${name}`])
    .replace("#", String(count)).replace(/@(\d)/g, (_, place) => words[place - 1]);
/** @type {Map<string, Row>} */
export const rows = new Map();

export const aloud = (words) => { if (words) form.querySelector("[data-said]").textContent = words; };
export const fieldOf = (control) => control.name.slice(control.name.indexOf("-") + 1);
export const element = (tag, properties, ...parts) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...parts);
  return made;
};
export const button = (words, act, className = "btn btn-outline-primary btn-sm") => {
  const made = element("button", { type: "button", className, textContent: words });
  made.addEventListener("click", act);
  return made;
};
// A row below `tr`, of the row with this prefix.
export const rowBelow = (tr, prefix, className = "below") => {
  const made = element("tr", { className, role: "row" }, element("td", { colSpan: form.querySelector("thead tr").cells.length, role: "cell" }));
  if (prefix) made.dataset.below = prefix;
  tr.after(made);
  return made;
};

// What is ticked may be typed too: both are codes. Of radios one is chosen.
const areTicks = ([control]) => ["checkbox", "radio"].includes(control.type);
const codesIn = (value) => value.split(/[\s,]+/);
const valueOf = (controls) => areTicks(controls)
  ? controls.filter((control) => control.checked).map((control) => control.value).join(", ")
  : controls[0].value;
const firstValueOf = (controls) => {
  const [control] = controls;
  if (areTicks(controls)) return controls.filter((one) => one.defaultChecked).map((one) => one.value).join(", ");
  if (control.tagName !== "SELECT") return control.defaultValue;
  return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? "";
};
const grouped = (controls, prefix) => {
  const found = new Map();
  for (const control of controls) {
    if (!control.name.startsWith(`${prefix}-`) || /-(v|key)$/.test(control.name) || control.closest(".row-note")) continue;
    found.set(fieldOf(control), [...(found.get(fieldOf(control)) ?? []), control]);
  }
  return found;
};

// Where the browser does not size a field by its content.
const sizes = CSS.supports("field-sizing", "content");
export const grow = (control) => {
  if (sizes || control.tagName !== "TEXTAREA") return;
  control.rows = 1;
  while (control.scrollHeight > control.clientHeight + 4 && control.rows < 12) control.rows += 1;
};
// A day that is written with its year gets the room for it.
const isOf = (names, field) => (names ?? "").split(" ").includes(field);
const seeYear = (control) => {
  if (isOf(say.days, fieldOf(control)) && /\p{Nd}{4}/u.test(control.value)) form.querySelector("table").dataset.years = "";
};

// Give a part the attributes of another one: its name and addresses, what is said of it. Not its value, nor a mark of the page.
const dress = (mine, theirs) => {
  for (const { name } of [...mine.attributes]) if (!theirs.hasAttribute(name) && !/^data-(pasted|range)$/.test(name)) mine.removeAttribute(name);
  for (const { name, value } of theirs.attributes) if (!["value", "rows"].includes(name)) mine.setAttribute(name, value);
};

export class Row {
  constructor(/** @type {HTMLTableRowElement} */ tr) {
    this.tr = tr;
    this.prefix = tr.id;
    this.saved = {};
    this.refused = {};
    this.styled = {};
    this.inflight = null;
    // Fields that others changed and this page does not show yet.
    this.unseen = new Set();
    // The pages whose changes of this row are the writer's own: this one, and earlier ones after a reload.
    this.tokens = [form.elements.token.value];
    this.blocked = this.looks = this.yields = false;
    // What is said of it once it is left.
    this.unsaid = "";
    // The timer until it is sent; what a button of its note sends, and the fields that go along.
    this.rest = 0;
    /** @type {{ sent: string[][], names: string[] }} */
    this.way = null;
    this.time = this.tr.dataset.tone ? "" : this.state.textContent;
    rows.set(this.prefix, this);
    this.learn();
  }

  get isNew() { return this.prefix.startsWith("n"); }
  get code() { return this.tr.dataset.code ?? this.prefix.slice(1); }
  // Of an empty row, what those of its place in the table have in common: the rest is its number there.
  get stem() { return this.prefix.slice(0, -2); }
  get below() { return this.tr.nextElementSibling?.dataset.below === this.prefix ? this.tr.nextElementSibling : null; }
  get fields() { return grouped([this.tr, this.below].flatMap((part) => part ? [...part.querySelectorAll("[name]")] : []), this.prefix); }
  get columns() { return [...grouped(this.tr.querySelectorAll("td [name]"), this.prefix).keys()]; }
  // Without a value in its first column, an empty row is no row.
  get first() { return this.columns[0]; }
  get isNamed() { return !!this.value(this.first).trim(); }
  // The version that the page has; of an empty row, the key that makes a repeat harmless.
  get stamp() { return form.elements[`${this.prefix}-v`] ?? form.elements[`${this.prefix}-key`]; }
  get address() { return say.address.replace("#", this.isNew ? "new" : this.code); }
  get state() { return [...this.tr.cells].at(-1).querySelector("[data-state]"); }
  get comesBack() { return "unsaved" in this.tr.dataset; }

  // Take what the page came with as what is saved, for the fields that are not known yet.
  // What the server gives back is not saved (null). Where it can be read, it goes again with the row, and the answer
  // says what is to choose; where it was refused as it is, it goes once it has changed.
  learn() {
    const unsaved = (this.tr.dataset.unsaved ?? "").split(" ");
    for (const [field, controls] of this.fields) {
      if (field in this.saved) continue;
      const comesBack = unsaved.includes(field);
      const isRefused = !comesBack && controls[0].hasAttribute("aria-invalid");
      this.saved[field] = comesBack || isRefused ? null : firstValueOf(controls);
      if (isRefused) this.refused[field] = valueOf(controls);
    }
  }

  // A value from before: into its field; while the part that has the field is closed, it is kept and sent with the row.
  give(field, value) {
    if (this.fields.has(field)) {
      this.put(field, value);
      return;
    }
    const part = element("input", { type: "hidden", name: `${this.prefix}-${field}`, value });
    part.dataset.carried = "";
    this.saved[field] ??= null;
    this.tr.cells[0].append(part);
  }

  // The part has opened: its fields take what was carried for them.
  putBack() {
    for (const part of this.tr.querySelectorAll("[data-carried]")) {
      const [field, { value }] = [fieldOf(part), part];
      part.remove();
      if (this.saved[field] === null) delete this.saved[field];
      this.learn();
      if (value !== this.saved[field]) this.put(field, value);
    }
  }

  value(field) {
    const controls = this.fields.get(field);
    return controls && valueOf(controls);
  }

  // As it can be read: of a list the words that were chosen.
  words(field) {
    const [control] = this.fields.get(field);
    return control.tagName === "SELECT" ? control.selectedOptions[0]?.text ?? "" : this.value(field);
  }

  // A list takes its words too, and keeps those that it does not have.
  put(field, value) {
    const controls = this.fields.get(field);
    if (!controls) return;
    const [control] = controls;
    if (areTicks(controls)) {
      controls.forEach((one) => { one.checked = codesIn(value).includes(one.value); });
    } else if (control.tagName === "SELECT") {
      const find = (key, words) => [...control.options].find((one) => one[key].toLowerCase() === words.trim().toLowerCase());
      const option = find("value", value) ?? find("text", value);
      if (!option) control.add(new Option(value, value));
      control.value = option?.value ?? value;
    } else {
      control.value = value;
      grow(control);
      seeYear(control);
      this.showTicks();
    }
  }

  // Ticks of the opened part stand for what a cell has.
  showTicks() {
    this.below?.querySelectorAll("[data-tick]").forEach((tick) => {
      tick.checked = codesIn(this.value(tick.dataset.tick)).includes(tick.value);
    });
  }

  // What differs from what is saved.
  get changed() {
    return Object.fromEntries([...this.fields].map(([field, controls]) => [field, valueOf(controls)])
      .filter(([field, value]) => value !== this.saved[field]));
  }

  // What was typed and is not saved, by field, as it can be read.
  get unsavedWords() {
    return Object.fromEntries(Object.entries(this.changed).filter(([, value]) => value.trim()).map(([field]) => [field, this.words(field)]));
  }

  get isTyped() { return Object.keys(this.changed).some((field) => !this.isNew || this.value(field).trim()); }
  // A value that was refused is worth sending only once it has changed.
  get isToSend() {
    return !!this.inflight || (!this.blocked && this.isTyped && Object.entries(this.changed).some(([field, value]) => this.refused[field] !== value));
  }
  get hasFocus() { return this.tr.contains(document.activeElement) || !!this.below?.contains(document.activeElement); }

  // What the last column says: the time of saving, or that it is not saved.
  show(words, tone = "") {
    if (this.state.textContent !== words) this.state.textContent = words;
    this.tr.dataset.tone = tone;
    if (!tone) delete this.tr.dataset.tone;
    return this.state;
  }

  // What is said under the row, in place of what was said there; without it the row below goes where it is empty.
  note(box) {
    this.below?.querySelectorAll(".row-note").forEach((one) => one.remove());
    if (box) (this.below ?? rowBelow(this.tr, this.prefix)).cells[0].prepend(box);
    else if (this.below && !this.below.cells[0].children.length) this.below.remove();
  }
  tell(words, ...parts) {
    const box = element("div", { className: "row-note", id: `e${this.prefix.replace(/^r/, "")}` }, element("p", {}, element("strong", { textContent: words })), ...parts);
    box.dataset.tone = "kept";
    this.note(box);
  }

  // Nothing of the row is unsaved any more, without an answer.
  settle() {
    this.tr.querySelectorAll("[aria-invalid]").forEach((part) => part.removeAttribute("aria-invalid"));
    this.note(null);
    this.show(this.time);
  }

  // Take the row that the server answered to the fields that were sent, and keep what was typed since.
  // Gives the fields that were saved, each with its value before and after.
  take(/** @type {Document} */ page, /** @type {Record<string, string>} */ sent) {
    const fresh = page.getElementById(this.prefix) ?? page.querySelector("tr[data-row]");
    const [mine, given] = [this.fields, grouped(page.querySelectorAll("[name]"), fresh.id)];
    const [unsaved, others] = ["unsaved", "theirs"].map((name) => (fresh.dataset[name] ?? "").split(" "));
    const version = fresh.querySelector("th [type=hidden]").value;
    const isMade = this.isNew && "row" in fresh.dataset;
    if (isMade) {
      rows.delete(this.prefix);
      this.note(null);
      this.prefix = fresh.id;
      rows.set(this.prefix, this);
      this.tr.cells[0].replaceChildren(...fresh.cells[0].childNodes);
      dress(this.tr, fresh);
    }
    [...fresh.cells].forEach((cell, place) => dress(this.tr.cells[place], cell));
    const done = {};
    for (const field of new Set([...Object.keys(sent), ...given.keys()])) {
      const [controls, fresher] = [mine.get(field) ?? [], given.get(field) ?? []];
      const [[control], [theirs]] = [controls, fresher];
      if (control && control.type === theirs?.type) fresher.forEach((one, place) => dress(controls[place], one));
      if (unsaved.includes(field) || theirs?.hasAttribute("aria-invalid")) {
        if (field in sent) this.refused[field] = sent[field];
        continue;
      }
      delete this.refused[field];
      if (!control) continue;
      const before = this.saved[field];
      const was = sent[field] ?? before;
      const value = theirs ? valueOf(fresher) : was;
      // House style, and what of theirs came in, where nothing was typed since; once it is left where somebody is in it.
      if (this.value(field) !== was) this.saved[field] = others.includes(field) ? was : value;
      else if (mine.get(field).includes(document.activeElement)) {
        this.saved[field] = was;
        this.styled[field] = value;
      } else {
        this.saved[field] = value;
        this.put(field, value);
      }
      if (field in sent && before !== value) done[field] = [before, value];
      // While something newer than what this page shows was not seen, the old version goes on.
      if (others.includes(field) && this.value(field) !== value && this.styled[field] !== value) this.unseen.add(field);
      else this.unseen.delete(field);
    }
    if (!this.isNew && !this.unseen.size) this.stamp.value = version;
    else if (isMade) this.stamp.value = 1;
    this.tr.querySelector(".beside")?.remove();
    const beside = fresh.querySelector(".beside");
    if (beside) this.tr.cells[beside.closest("td").cellIndex].append(beside);
    this.tr.cells[fresh.cells.length - 1].replaceChildren(...[...fresh.cells].at(-1).childNodes);
    this.show(this.state.textContent, fresh.dataset.tone);
    if (!fresh.dataset.tone) this.time = this.state.textContent;
    this.note(page.querySelector(".row-note"));
    return done;
  }

  // The field was left: it takes the house style that waited for that.
  restyle(field) {
    if (field in this.styled && this.value(field) === this.saved[field]) {
      this.saved[field] = this.styled[field];
      this.put(field, this.styled[field]);
    }
    delete this.styled[field];
  }
}

// Whether an arrow would leave the text of this field.
const isOneLine = (control) => control.tagName !== "TEXTAREA" || control.clientHeight < 2 * parseFloat(getComputedStyle(control).lineHeight);
export const leaves = (control, step, isSideways = false) => (!isSideways && isOneLine(control)) ||
  (step < 0 ? control.selectionStart === 0 && (isSideways || !control.selectionEnd) : control.selectionEnd === control.value.length);

// An edge around a block of cells, in place of the last one of its kind.
export const outline = (/** @type {[Row, string][][]} */ lines, /** @type {string} */ kind) => {
  form.querySelectorAll(`[data-${kind}]`).forEach((cell) => { delete cell.dataset[kind]; });
  lines.forEach((line, at) => line.forEach(([row, field], place) => {
    const edges = [at === 0 && "top", at === lines.length - 1 && "bottom", place === 0 && "left", place === line.length - 1 && "right"];
    row.fields.get(field)[0].closest("td").dataset[kind] = edges.filter(Boolean).join(" ");
  }));
};

export const rowOf = (/** @type {EventTarget} */ part) => {
  const tr = part?.closest?.("tr[data-row], tr.new, tr[data-below]");
  return rows.get(tr?.dataset.below ?? tr?.id) ?? null;
};
export const rowsInOrder = () => [...form.querySelectorAll("tr[data-row], tr.new")].filter((tr) => !tr.hidden).map((tr) => rows.get(tr.id));

// Sums, and what else follows from the rows, are the server's, never counted here.
export const takeSums = (/** @type {Document} */ page) => {
  for (const fresh of page.querySelectorAll("[data-sum]")) {
    const part = document.querySelector(`[data-sum="${fresh.dataset.sum}"]`);
    if (part?.tagName === "METER") part.value = fresh.value ?? fresh.textContent;
    else part?.replaceChildren(...fresh.cloneNode(true).childNodes);
  }
};

// Below an empty row that has its first value stands the next empty one.
export const showNext = (/** @type {Row} */ row) => {
  const number = Number(row.prefix.slice(-2)) + 1;
  const prefix = row.stem + String(number).padStart(2, "0");
  if (!row.isNew || number > 99) return;
  let tr = /** @type {HTMLTableRowElement} */ (document.getElementById(prefix));
  if (!tr) {
    const { firstElementChild } = element("tbody", { innerHTML: row.tr.outerHTML.replaceAll(row.prefix, prefix) });
    tr = /** @type {HTMLTableRowElement} */ (firstElementChild);
    tr.querySelectorAll("[data-carried]").forEach((part) => part.remove());
    for (const part of [tr, ...tr.querySelectorAll("*")]) {
      ["data-tone", "data-unsaved", "data-pasted", "data-range", "aria-invalid"].forEach((name) => part.removeAttribute(name));
    }
    // The keys of a page differ in their last digits, as the server makes them.
    tr.querySelector("input[type=hidden]").value = say.page.slice(0, -4) + prefix.slice(1);
    tr.querySelectorAll("input:not([type=hidden]), textarea").forEach((part) => { part.value = part.defaultValue = ""; });
    tr.querySelector("[data-state]").textContent = "";
    (row.below ?? row.tr).after(tr);
    new Row(tr);
  }
  tr.hidden = false;
};
// The first row of this stem that nothing is typed into; one more where there is none.
export const freeRow = (/** @type {string} */ stem) => {
  const ofPlace = () => [...rows.values()].filter((row) => row.isNew && row.stem === stem);
  const free = () => ofPlace().find((row) => !row.isTyped && !row.inflight);
  if (!free() && ofPlace().length) showNext(ofPlace().at(-1));
  return free();
};

form.querySelectorAll("tr[data-row], tr.new").forEach((/** @type {HTMLTableRowElement} */ tr) => {
  const row = new Row(tr);
  tr.querySelectorAll("textarea").forEach(grow);
  if (row.isNew && Number(row.prefix.slice(-2)) > 1 && !row.isNamed && !row.comesBack) tr.hidden = true;
});
rows.forEach((row) => { if (row.isNew && row.isNamed) showNext(row); });

form.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!row) return;
  grow(target);
  seeYear(target);
  target.closest("td").removeAttribute("data-missing");
  const { tick } = target.dataset;
  if (tick) {
    const [field] = row.fields.get(tick);
    field.value = [...row.below.querySelectorAll(`[data-tick="${tick}"]:checked`)].map((one) => one.value).join(", ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (row.isNew && row.isNamed) {
    showNext(row);
  }
});

// Some texts are one line: a line break in them is a space, also in one that is pasted.
form.addEventListener("focusout", ({ target }) => {
  if (target.name && isOf(say.oneLine, fieldOf(target)) && /[\r\n]/.test(target.value)) {
    target.value = target.value.replace(/\s*[\r\n]+\s*/g, " ").trim();
  }
});
