// What was saved last can be taken back: Ctrl+Z, or a paste as a whole. Never over what somebody else changed since.
import { aloud, element, form, freeRow, outline, rowBelow, rowOf, rows, say, told } from "./row.js";
import { enqueue, hearers, once, step } from "./sending.js";

// Each group has cells that were put together, and those of them that the portal has, with what they held before and after.
const groups = [];
const undoing = new Set();

export const labelOf = (row, field) => {
  const [control] = row.fields.get(field);
  return control.closest("td").dataset.label ?? form.querySelector(`label[for="${control.id}"]`)?.textContent ?? "";
};
export const placeOf = (row, field) => `${row.isNew ? row.tr.cells[0].textContent : row.code}, ${labelOf(row, field)}`;

// A sentence with its buttons, in a row of its own below a row; one at a time.
export const tellBelow = (row, ...parts) => {
  form.querySelector("tr.told")?.remove();
  const [cell] = rowBelow(row.below ?? row.tr, "", "below told").cells;
  cell.append(element("p", {}, ...parts));
  aloud(cell.textContent);
};

// Cells that were put together, each a row, a field and its value, are sent, and taken back together.
export const together = (cells) => {
  const group = { put: cells, cells: [], made: [] };
  groups.push(group);
  new Set(cells.map(([row]) => row)).forEach(enqueue);
  return group;
};
hearers.push((row, done) => {
  if (undoing.delete(row)) return;
  const entries = Object.entries(done).map(([field, [before, after]]) => [row, field, before, after]);
  if (!entries.length) return;
  let group = groups.findLast(({ put }) => put.some(([one]) => one === row));
  if (!group) groups.push(group = { put: [], cells: [], made: [] });
  group.cells.push(...entries);
  if (say.unmake && done[row.first]?.[0] === "" && !group.made.includes(row)) group.made.push(row);
});

// `from` is the row in which somebody is.
export const takeBack = (group, from = null) => {
  groups.splice(groups.indexOf(group), 1);
  const [first, column] = group.put[0] ?? group.cells[0];
  const stem = first.tr.closest("tbody").querySelector("tr.new")?.id.slice(0, -2);
  const left = [];
  // What was refused goes as by Esc.
  for (const [row, field] of group.put.filter(([one, name]) => name in one.changed)) {
    row.put(field, row.saved[field] ?? "");
    enqueue(row);
  }
  const here = group.cells.filter(([row]) => rows.get(row.prefix) === row && !group.made.includes(row));
  for (const [row, field, before, after] of here.reverse()) {
    if ((row.styled[field] ?? row.saved[field]) !== after || row.value(field) !== row.saved[field]) left.push(placeOf(row, field));
    else {
      delete row.styled[field];
      row.put(field, before ?? "");
      row.yields = true;
      undoing.add(row);
    }
  }
  undoing.forEach(enqueue);
  outline([], "pasted");
  once(async () => {
    const isUnmade = group.made.length && await step(say.unmake, ...group.made.map((row) => row.code));
    for (const [row, field, before] of here) if (before !== null && row.value(field) !== before && !left.includes(placeOf(row, field))) left.push(placeOf(row, field));
    const words = isUnmade ? [told("Unmade", [], group.made.length)] : [];
    const [row, field] = here[0] ?? [];
    if (left.length) words.push(told("Left", [left.join("; ")]));
    else if (here.length === 1 && !isUnmade) words.push(told("Undone", [placeOf(row, field), row.words(field) || say.sayEmpty]));
    else if (here.length || !isUnmade) words.push(isUnmade ? say.sayUndoneOthers : say.sayUndoneAll);
    const at = [from, first].find((one) => one && rows.get(one.prefix) === one) ?? freeRow(stem);
    at.tr.hidden = false;
    tellBelow(at, words.join(" "));
    // Whoever types goes on; else the first cell that was taken back has the focus, and both are in sight.
    if (!rowOf(document.activeElement)) at.fields.get(column)?.[0].focus();
    form.querySelector("tr.told").scrollIntoView({ block: "nearest" });
  });
};

form.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "z" || !row) return;
  // What is typed and not saved yet is the browser's to take back; what was pasted and refused is not.
  const field = event.target.name?.slice(row.prefix.length + 1);
  const isPut = groups.at(-1)?.put.some(([one, name, value]) => one === row && name === field && row.value(field) === value);
  if ((field in row.changed && !isPut) || !groups.length) return;
  event.preventDefault();
  takeBack(groups.at(-1), row);
});
