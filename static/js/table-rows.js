// The rows of the table of a draft: what a row holds, what of it is saved, and how an empty row becomes a line.
// The other table-*.js read and change rows only through `draftTable`.
const draftTable = (() => {
  const form = document.querySelector("form[data-table]");
  if (!form) return null;
  const rows = new Map();
  const COLUMNS = ["title", "type", "targets", "lead_body", "starts_on", "ends_on", "secretariat_cost", "funding"];

  const controlsOf = (prefix) => [...form.querySelectorAll(`[name^="${prefix}-"]`)]
    .filter((control) => !/-(v|key|partner)$/.test(control.name));
  const fieldOf = (control) => control.name.slice(control.name.indexOf("-") + 1);

  // Targets are ticked or typed: both are their codes.
  const areTicks = (controls) => controls.some((control) => control.type === "checkbox");
  const valueOf = (controls) => areTicks(controls)
    ? controls.filter((control) => control.checked).map((control) => control.value).join(", ")
    : controls[0].value;
  const firstValueOf = (controls) => {
    const [control] = controls;
    if (areTicks(controls)) {
      return controls.filter((one) => one.defaultChecked).map((one) => one.value).join(", ");
    }
    if (control.tagName === "SELECT") {
      return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? "";
    }
    return control.defaultValue;
  };

  const grouped = (prefix) => {
    const found = new Map();
    for (const control of controlsOf(prefix)) {
      const field = fieldOf(control);
      found.set(field, [...(found.get(field) ?? []), control]);
    }
    return found;
  };

  class Row {
    constructor(tr) {
      this.tr = tr;
      this.prefix = tr.dataset.new ?? `r${tr.dataset.row}`;
      this.saved = {};
      this.refused = {};
      this.inflight = null;
      // Fields that others changed and this page does not show yet.
      this.unseen = new Set();
      // The pages whose changes of this row are the writer's own: this one, and earlier ones after a reload.
      this.tokens = [form.elements.token.value];
      this.blocked = false;
      this.learn();
    }

    get isNew() { return this.prefix.startsWith("n"); }
    get fields() { return grouped(this.prefix); }
    get version() { return form.elements[`${this.prefix}-v`]; }
    get key() { return form.elements[`${this.prefix}-key`]; }
    get code() { return this.prefix.slice(1); }
    get below() { return form.querySelector(`tr[data-below="${this.isNew ? this.prefix : this.code}"]`); }
    get address() { return `${location.pathname}${this.isNew ? "new" : this.code}/`; }

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

    get comesBack() { return "unsaved" in this.tr.dataset; }

    // Words of the opened part while it is closed: they are kept and sent all the same.
    carry(field, value) {
      const part = Object.assign(document.createElement("input"), { type: "hidden", name: `${this.prefix}-${field}`, value });
      part.dataset.carried = "";
      this.saved[field] ??= null;
      this.tr.querySelector("th").append(part);
    }

    // The part has opened: its fields take what was carried for them.
    putBack() {
      for (const part of this.tr.querySelectorAll("[data-carried]")) {
        const field = fieldOf(part);
        const { value } = part;
        part.remove();
        if (this.saved[field] === null) delete this.saved[field];
        this.learn();
        if (value !== this.saved[field]) this.put(field, value);
      }
    }

    value(field) {
      const controls = this.fields.get(field);
      return controls ? valueOf(controls) : undefined;
    }

    put(field, value) {
      const controls = this.fields.get(field);
      if (!controls) return;
      if (areTicks(controls)) {
        const codes = value.split(/[\s,]+/);
        controls.forEach((control) => { control.checked = codes.includes(control.value); });
      } else {
        controls[0].value = value;
        grow(controls[0]);
        seeYear(controls[0]);
        if (field === "targets") this.showTicks(value);
      }
    }

    showTicks(value) {
      const codes = value.split(/[\s,]+/);
      this.below?.querySelectorAll("[data-tick]").forEach((tick) => { tick.checked = codes.includes(tick.value); });
    }

    // What differs from what is saved.
    get changed() {
      const found = {};
      for (const [field, controls] of this.fields) {
        const value = valueOf(controls);
        if (value !== this.saved[field]) found[field] = value;
      }
      return found;
    }

    // What was typed and is not saved, by field, as it can be read: of a list the words that were chosen.
    get words() {
      return Object.fromEntries(Object.entries(this.changed).filter(([, value]) => value.trim()).map(([field, value]) => {
        const [control] = this.fields.get(field);
        return [field, control.tagName === "SELECT" ? control.selectedOptions[0].text : value];
      }));
    }

    // What is worth sending: a value that was refused is sent again only once it has changed.
    get toSend() {
      const found = this.changed;
      for (const field of Object.keys(found)) if (this.refused[field] === found[field]) delete found[field];
      return found;
    }

    get isTyped() {
      return Object.keys(this.changed).some((field) => this.value(field).trim() || !this.isNew);
    }

    get hasFocus() { return this.tr.contains(document.activeElement) || !!this.below?.contains(document.activeElement); }

    // An empty row has become the line of this code: its fields get the names of the line's.
    becomes(code) {
      const before = this.prefix;
      this.below?.remove();
      rows.delete(before);
      this.prefix = `r${code}`;
      this.tr.id = this.prefix;
      this.tr.classList.remove("new");
      delete this.tr.dataset.new;
      this.tr.dataset.row = code;
      const key = this.tr.querySelector(`[name="${before}-key"]`);
      key.name = `${this.prefix}-v`;
      for (const part of this.tr.querySelectorAll("[id], [name], [aria-labelledby], [aria-describedby]")) {
        for (const name of ["id", "name", "aria-labelledby", "aria-describedby"]) {
          const text = part.getAttribute(name);
          if (text) {
            part.setAttribute(name, text.replace(`c${before}`, `c${code}`).replace(`s${before}`, `s${code}`)
              .replace(before, this.prefix));
          }
        }
      }
      const head = this.tr.querySelector("th");
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", name: "open", value: code, textContent: code });
      button.setAttribute("aria-expanded", "false");
      head.replaceChildren(key, button);
      rows.set(this.prefix, this);
    }
  }

  // Where the browser does not size a field by its content.
  const sizes = CSS.supports("field-sizing", "content");
  const grow = (control) => {
    if (sizes || control.tagName !== "TEXTAREA") return;
    control.rows = 1;
    while (control.scrollHeight > control.clientHeight + 4 && control.rows < 12) control.rows += 1;
  };

  // A day that is written with its year gets the room for it.
  const seeYear = (control) => {
    if (/-(starts|ends)_on$/.test(control.name) && /\p{Nd}{4}/u.test(control.value)) {
      form.querySelector("table.drafting").dataset.years = "";
    }
  };

  const rowOf = (part) => {
    const tr = part?.closest?.("tr");
    if (!tr) return null;
    const below = tr.dataset.below;
    return rows.get(tr.dataset.new ?? (tr.dataset.row ? `r${tr.dataset.row}` : "")) ??
      (below ? rows.get(below) ?? rows.get(`r${below}`) : null) ?? null;
  };

  // A row as the server gives it now, in the place of what is here; also one that is only read.
  const replaceRow = (tr, fresh) => {
    rows.delete(tr.id);
    form.querySelector(`tr[data-below="${tr.id.slice(1)}"]`)?.remove();
    tr.replaceWith(...fresh);
    fresh.filter((part) => part.dataset.row).forEach((part) => rows.set(part.id, new Row(part)));
    fresh.forEach((part) => part.querySelectorAll("textarea").forEach(grow));
  };

  // Below an empty row that has a title stands the next empty one.
  const showNext = (row) => {
    if (!row.isNew) return;
    const number = Number(row.prefix.slice(3)) + 1;
    const prefix = row.prefix.slice(0, 3) + String(number).padStart(2, "0");
    if (number > 99) return;
    let tr = document.getElementById(prefix);
    if (!tr) {
      tr = row.tr.cloneNode(true);
      for (const part of [tr, ...tr.querySelectorAll("*")]) {
        for (const { name, value } of [...part.attributes]) {
          if (value.includes(row.prefix)) part.setAttribute(name, value.replaceAll(row.prefix, prefix));
        }
      }
      delete tr.dataset.tone;
      delete tr.dataset.unsaved;
      tr.querySelectorAll("[aria-invalid]").forEach((part) => part.removeAttribute("aria-invalid"));
      // The keys of a page differ in their last digits, as the server makes them.
      tr.querySelector("input[type=hidden]").value = form.dataset.page.slice(0, -4) + prefix.slice(1);
      tr.querySelectorAll("input:not([type=hidden]), textarea").forEach((part) => {
        part.value = "";
        part.defaultValue = "";
      });
      tr.querySelectorAll("select").forEach((part) => {
        part.selectedIndex = [...part.options].findIndex((option) => option.defaultSelected);
        if (part.selectedIndex < 0) part.selectedIndex = 0;
      });
      tr.querySelector("[data-state]").textContent = form.dataset.sayTypeTitle;
      tr.querySelector("[data-missing]").textContent = "";
      (row.below ?? row.tr).after(tr);
      rows.set(prefix, new Row(tr));
    }
    tr.hidden = false;
    delete tr.dataset.state;
  };

  form.querySelectorAll("tr[data-row], tr[data-new]").forEach((tr) => {
    const row = new Row(tr);
    rows.set(row.prefix, row);
    tr.querySelectorAll("textarea").forEach(grow);
    if (row.isNew && Number(row.prefix.slice(3)) > 1 && !row.value("title") && !row.comesBack) tr.hidden = true;
  });
  rows.forEach((row) => { if (row.isNew && row.value("title")) showNext(row); });
  form.dataset.scripted = "";
  form.querySelectorAll("[data-saves-itself]").forEach((part) => { part.hidden = false; });

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    grow(event.target);
    seeYear(event.target);
    if (event.target.matches("[data-tick]")) {
      const ticks = [...row.below.querySelectorAll("[data-tick]")];
      const field = row.fields.get("targets")[0];
      field.value = ticks.filter((tick) => tick.checked).map((tick) => tick.value).join(", ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (row.isNew && event.target.name.endsWith("-title") && event.target.value.trim()) {
      showNext(row);
    }
  });

  // A title is one line: a line break in it is a space, also in one that is pasted.
  form.addEventListener("focusout", (event) => {
    if (event.target.name?.endsWith("-title") && /[\r\n]/.test(event.target.value)) {
      event.target.value = event.target.value.replace(/\s*[\r\n]+\s*/g, " ").trim();
    }
  });

  // The menus of the areas: each button names how many lines it adds, those that are ticked in other areas too.
  form.addEventListener("change", (event) => {
    if (event.target.name !== "menu") return;
    const count = form.querySelectorAll("[name=menu]:checked").length;
    const words = count === 0 ? form.dataset.sayAdd : count === 1 ? form.dataset.sayAddOne : form.dataset.sayAddMany;
    for (const button of form.querySelectorAll("[name=add_menu]")) button.textContent = words.replace("#", count);
    if (count) form.querySelectorAll("[data-unticked]").forEach((part) => part.remove());
  });
  // With nothing ticked there is nothing to send: said under the menu whose button was pressed.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=add_menu]");
    if (!button || form.querySelector("[name=menu]:checked")) return;
    event.preventDefault();
    form.querySelectorAll("[data-unticked]").forEach((part) => part.remove());
    document.getElementById(`${button.id}-error`)?.remove();
    const fault = Object.assign(document.createElement("p"), { className: "field-error", role: "alert" });
    fault.dataset.unticked = "";
    fault.id = `${button.id}-error`;
    button.closest("p").before(fault);
    fault.textContent = form.dataset.sayTick;
    const tick = button.closest("details").querySelector("[name=menu]");
    tick.setAttribute("aria-describedby", fault.id);
    tick.focus();
  });

  return { form, rows, rowOf, fieldOf, showNext, replaceRow, grow, COLUMNS };
})();
