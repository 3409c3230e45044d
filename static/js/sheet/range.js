// A range of cells: Shift and an arrow begin it, at the end of the text also sideways. It is copied out as a spreadsheet
// reads it, and filled down from its first row. F2 or typing ends it and edits the cell where it began.
import { element, fieldOf, form, leaves, outline, rowOf, rowsInOrder, say, told } from "./row.js";
import { tellBelow, together } from "./undo.js";

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
// Where the range began and where it ends, each a row and the place of a column.
let began = null;
let ends = null;

const end = () => {
  began = ends = null;
  form.querySelector(".fill-handle")?.remove();
  outline([], "range");
};
/** The cells between both, by row: the row and the field of each. @returns {[import("./row.js").Row, string][][]} */
const cells = () => {
  const order = rowsInOrder();
  const [first, last] = [began[0], ends[0]].map((row) => order.indexOf(row)).sort((one, other) => one - other);
  const [left, right] = [began[1], ends[1]].sort((one, other) => one - other);
  return order.slice(first, last + 1).map((row) => row.columns.slice(left, right + 1).map((field) => [row, field]));
};

// The values of the first row go into all below it. Without a range, the cell above goes into this one.
export const fill = (row, control) => {
  const order = rowsInOrder();
  const above = order[order.indexOf(row) - 1];
  let lines = ends ? cells() : [];
  const isFromAbove = lines.length < 2;
  if (isFromAbove) {
    const fields = lines[0]?.map(([, field]) => field) ?? [fieldOf(control)];
    lines = above ? [above, row].map((one) => fields.map((field) => [one, field])) : [];
  }
  const [first, ...others] = lines;
  const put = others.flat().filter(([one]) => !one.isNew || one.isNamed).map(([one, field], at) => [one, field, first[at % first.length][0].value(field)]);
  if (!put.length) return;
  const words = first.map(([one, field]) => one.words(field) || say.sayEmpty).join(", ");
  put.forEach(([one, field, value]) => one.put(field, value));
  together(put);
  tellBelow(put.at(-1)[0], told(isFromAbove ? "FilledFrom" : "Filled", [words], put.length));
};

const draw = (row, control) => {
  const lines = cells();
  outline(lines, "range");
  form.querySelector(".fill-handle")?.remove();
  if (lines.length < 2) return;
  const [last, field] = lines.at(-1).at(-1);
  const handle = element("button", { type: "button", className: "fill-handle", tabIndex: -1, title: say.sayFill });
  handle.setAttribute("aria-label", say.sayFill);
  handle.addEventListener("pointerdown", (event) => event.stopPropagation());
  handle.addEventListener("click", () => fill(row, control));
  last.fields.get(field)[0].closest("td").append(handle);
};

form.addEventListener("keydown", (event) => {
  const control = event.target;
  const row = rowOf(control);
  if (event.isComposing || event.keyCode === 229 || !row?.tr.contains(control)) return;
  const command = event.ctrlKey || event.metaKey;
  const [down, right] = ARROWS[event.key] ?? [];
  const place = row.columns.indexOf(fieldOf(control));
  if (event.key in ARROWS && event.shiftKey && !command && !event.altKey && place >= 0) {
    if (!ends && control.tagName !== "SELECT" && !leaves(control, down || right, !!right)) return;
    event.preventDefault();
    began ??= [row, place];
    const order = rowsInOrder();
    const [from, column] = ends ?? began;
    ends = [order[order.indexOf(from) + down] ?? from, Math.min(Math.max(column + right, 0), row.columns.length - 1)];
    draw(row, control);
  } else if (ends && event.key === "F2") {
    event.preventDefault();
    event.stopImmediatePropagation();
    end();
  } else if (ends && !command && !["Shift", "Control", "Meta", "Alt"].includes(event.key)) {
    if (event.key === "Escape") event.stopImmediatePropagation();
    end();
  }
});
form.addEventListener("pointerdown", end);
form.addEventListener("focusout", (event) => { if (!event.relatedTarget?.matches(".fill-handle")) end(); });
document.addEventListener("copy", (event) => {
  if (!ends) return;
  event.preventDefault();
  const quoted = (text) => /["\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  event.clipboardData.setData("text/plain", cells().map((line) => line.map(([row, field]) => quoted(row.words(field))).join("\t")).join("\n"));
});
