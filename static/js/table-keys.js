// The keys of the table. The caret is always in the text: there is no mode of cells.
// Every key is left alone while a letter is being composed (Khmer, Lao, Burmese, Thai, Chinese, Vietnamese).
if (draftTable) {
  const { form, rowOf, fieldOf, COLUMNS } = draftTable;
  let runBegan = "";
  let isPicking = false;
  let cameFrom = null;

  const inOrder = () => [...form.querySelectorAll("tr[data-row], tr[data-new]")].filter((tr) => !tr.hidden);

  const go = (row, step, column) => {
    const order = inOrder();
    const next = order[order.indexOf(row.tr) + step];
    const target = next && (rowOf(next).fields.get(column)?.[0] ?? rowOf(next).fields.get("title")[0]);
    if (!target) return false;
    target.focus();
    if (target.select && target.tagName !== "TEXTAREA") target.select();
    return true;
  };

  const isOneLine = (control) => control.tagName === "TEXTAREA" && control.clientHeight < 2 * parseFloat(getComputedStyle(control).lineHeight);

  // Whether an arrow would leave the text of this field: lists and choices keep their own arrows.
  const leaves = (control, step) => {
    if (control.tagName === "SELECT" || control.list) return false;
    if (control.tagName === "INPUT") return control.type !== "checkbox";
    const { selectionStart, selectionEnd, value } = control;
    return selectionStart === selectionEnd && (isOneLine(control) || selectionEnd === (step < 0 ? 0 : value.length));
  };

  const toNewLine = (control) => {
    const area = control.closest("tbody");
    const empty = [...area.querySelectorAll("tr[data-new]")].find((tr) => !tr.hidden && !rowOf(tr).value("title").trim());
    rowOf(empty)?.fields.get("title")[0].focus();
  };

  const close = (row) => {
    row.below?.querySelector(".opened")?.remove();
    if (row.below && !row.below.firstElementChild.children.length) row.below.remove();
    row.tr.querySelector("[name=open]").setAttribute("aria-expanded", "false");
    delete row.tr.dataset.opened;
  };
  const open = async (row) => {
    const answer = await fetch(`${row.address}opened/`, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return false;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".opened");
    if (!row.below) {
      const tr = document.createElement("tr");
      tr.className = "below";
      tr.dataset.below = row.code;
      tr.role = "row";
      tr.append(Object.assign(document.createElement("td"), { colSpan: 10, role: "cell" }));
      row.tr.after(tr);
    }
    row.below.firstElementChild.append(part);
    row.putBack();
    row.learn();
    row.showTicks(row.value("targets"));
    row.tr.querySelector("[name=open]").setAttribute("aria-expanded", "true");
    row.tr.dataset.opened = "";
    return true;
  };
  const isOpen = (row) => !!row.below?.querySelector(".opened");

  const toggle = async (row, control) => {
    if (row.isNew) return;
    if (isOpen(row)) {
      // What is typed in the opened part is kept and sent before it goes.
      if ([...row.below.querySelectorAll(".opened [name]")].some((part) => fieldOf(part) in row.changed)) {
        dispatchEvent(new Event("table:flush"));
        return;
      }
      close(row);
      (cameFrom && row.tr.contains(cameFrom) ? cameFrom : row.tr.querySelector("[name=open]")).focus();
      return;
    }
    cameFrom = control;
    if (!(await open(row))) return;
    const long = fieldOf(control) === "targets" ? "[data-tick]" : "textarea";
    if (control.name !== "open") row.below.querySelector(long)?.focus();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=open]");
    if (!button) return;
    event.preventDefault();
    toggle(rowOf(button), button);
  });
  form.addEventListener("pointerdown", () => { runBegan = ""; isPicking = false; });

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const control = event.target;
    const row = rowOf(control);
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "s" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      dispatchEvent(new Event("table:flush"));
      return;
    }
    if (!row || event.altKey) return;
    const field = control.name ? fieldOf(control) : "";
    const isCell = row.tr.contains(control) && COLUMNS.includes(field);
    if (event.key === "F2") {
      event.preventDefault();
      toggle(row, control);
    } else if (event.key === "Tab") {
      if (isCell && !command) runBegan ||= field;
      isPicking = false;
      // From the last field of a new line into the next one, past what its state may offer.
      if (row.isNew && field === COLUMNS.at(-1) && !event.shiftKey && !command && go(row, 1, "title")) event.preventDefault();
    } else if (event.key === "Enter" && command) {
      event.preventDefault();
      runBegan = "";
      toNewLine(control);
    } else if (event.key === "Enter" && isCell) {
      event.preventDefault();
      if (isPicking) isPicking = false;
      else {
        go(row, event.shiftKey ? -1 : 1, runBegan || field);
        runBegan = "";
      }
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && isCell && !command && !event.shiftKey) {
      const step = event.key === "ArrowUp" ? -1 : 1;
      if (control.list) isPicking = true;
      else if (leaves(control, step) && go(row, step, field)) {
        event.preventDefault();
        runBegan = "";
      }
    } else if (event.key === "Escape" && field in row.saved) {
      if (isPicking) isPicking = false;
      else if (row.saved[field] !== null && row.value(field) !== row.saved[field]) {
        event.preventDefault();
        row.put(field, row.saved[field]);
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  });
}
