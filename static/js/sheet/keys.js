// The keys of the sheet. The caret is always in the text: there is no mode of cells.
// Every key is left alone while a letter is being composed (Khmer, Lao, Burmese, Thai, Chinese, Vietnamese).
import { fill } from "./range.js";
import { fieldOf, form, leaves, rowBelow, rowOf, rowsInOrder } from "./row.js";
import { flush, pageOf, request } from "./sending.js";

let runBegan = "";
let cameFrom = null;

const go = (row, step, column) => {
  const order = rowsInOrder();
  const next = order[order.indexOf(row) + step];
  const target = next && next.fields.get(next.fields.has(column) ? column : next.first)[0];
  if (!target) return false;
  target.focus();
  if (target.select && target.tagName !== "TEXTAREA") target.select();
  return true;
};

const toNewLine = (control) => {
  const area = control.closest("tbody");
  const row = rowsInOrder().find((one) => one.isNew && area.contains(one.tr) && !one.isNamed);
  row?.fields.get(row.first)[0].focus();
};

const opened = (row) => row.below?.querySelector(".opened");
const show = (row, isOpen) => {
  row.tr.querySelector("[name=open]").setAttribute("aria-expanded", isOpen);
  row.tr.toggleAttribute("data-opened", isOpen);
};
const open = async (row) => {
  const page = await request(`${row.address}opened/`, {}).then((answer) => answer.ok && pageOf(answer)).catch(() => null);
  if (!page) return;
  (row.below ?? rowBelow(row.tr, row.prefix)).cells[0].append(page.querySelector(".opened"));
  row.putBack();
  row.learn();
  row.showTicks();
  show(row, true);
};
// What is typed in the opened part is kept and sent before it goes.
const close = (row) => {
  if ([...opened(row).querySelectorAll("[name]")].some((part) => fieldOf(part) in row.changed)) {
    flush();
    return;
  }
  opened(row).remove();
  row.note(row.below.querySelector(".row-note"));
  show(row, false);
  (cameFrom && row.tr.contains(cameFrom) ? cameFrom : row.tr.querySelector("[name=open]")).focus();
};
const toggle = async (row, control) => {
  if (opened(row)) close(row);
  else if (row.tr.querySelector("[name=open]")) {
    cameFrom = control;
    await open(row);
    if (control.name === "open") return;
    const part = row.below?.querySelector(`[data-tick="${fieldOf(control)}"]`) ?? opened(row)?.querySelector("textarea");
    part?.focus();
  }
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=open]");
  if (!button) return;
  event.preventDefault();
  toggle(rowOf(button), button);
});
form.addEventListener("pointerdown", () => { runBegan = ""; });

form.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const control = event.target;
  const row = rowOf(control);
  const command = event.ctrlKey || event.metaKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (command && event.key.toLowerCase() === "s" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    flush();
    return;
  }
  // Alt and an arrow open a list: they are the browser's.
  if (!row || event.altKey) return;
  const field = control.name ? fieldOf(control) : "";
  const { columns } = row;
  const isCell = row.tr.contains(control) && columns.includes(field);
  if (event.key === "F2") {
    event.preventDefault();
    toggle(row, control);
  } else if (command && event.key.toLowerCase() === "d" && isCell && !event.shiftKey) {
    event.preventDefault();
    fill(row, control);
  } else if (event.key === "Tab") {
    if (isCell && !command) runBegan ||= field;
    // From the last field of a new line into the next one, past what its state may offer.
    if (row.isNew && field === columns.at(-1) && !event.shiftKey && !command && go(row, 1, row.first)) event.preventDefault();
  } else if (event.key === "Enter" && command) {
    event.preventDefault();
    runBegan = "";
    toNewLine(control);
  } else if (event.key === "Enter" && isCell) {
    event.preventDefault();
    go(row, event.shiftKey ? -1 : 1, runBegan || field);
    runBegan = "";
  } else if (step && isCell && !command && !event.shiftKey && (control.tagName === "SELECT" || leaves(control, step))) {
    // An arrow never changes a list.
    if (go(row, step, field) || control.tagName === "SELECT") event.preventDefault();
    runBegan = "";
  } else if (event.key === "Escape" && field in row.saved && row.saved[field] !== null && row.value(field) !== row.saved[field]) {
    event.preventDefault();
    row.put(field, row.saved[field]);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
