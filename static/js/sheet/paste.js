// Cells of a spreadsheet, pasted into the sheet: they fill its cells at once, and are read as typed ones are.
import { button, element, fieldOf, form, freeRow, outline, rowOf, rows, say, showNext, told } from "./row.js";
import { once } from "./sending.js";
import { takeBack, tellBelow, together } from "./undo.js";

// The fields by what a column may be called. A column "code" says the row, "area" the part of the table of a new one.
const [names, words] = [say.pasteFields, say.pasteHeads].map((all) => (all ?? "").split("|"));
const heads = new Map(words.map((head, place) => [head, names[place]]));

// The cells of what was copied. In quotation marks, its own doubled, stands a cell with a line break (Excel) or with such
// a mark (this table); others keep theirs, as Calc leaves them.
const cellsOf = (text) => {
  const lines = [[]];
  for (const [part, cell, end] of text.matchAll(/("(?:[^"\t]|"")*"|[^\t\n]*)(\t|\n|$)/g)) {
    if (!part && text) break;
    lines.at(-1).push(/^".*(\n|"").*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\n") lines.push([]);
  }
  return lines.filter((cells) => cells.length);
};

// Where the cells go: from this field on to the right and down, as Excel places them; from an empty row on, all are new
// activities of its area. Under their heads they go to their columns, and with codes to their rows.
const placed = (from, field, pasted) => {
  const { columns } = from;
  const named = pasted[0].map((cell) => heads.get(cell.trim().toLowerCase()));
  const hasHeads = pasted.length > 1 && named.every(Boolean);
  const fields = hasHeads ? named : pasted[0].map((_, place) => columns[columns.indexOf(field) + place]);
  const order = [...form.querySelectorAll("tr[data-row], tr.plain, tr.new")].filter((tr) => !tr.hidden);
  let place = order.indexOf(from.tr);
  const left = { rows: [], columns: [] };
  const lines = [];
  // Cells with a code or an area: they say where their row goes.
  let places = 0;
  for (const cells of hasHeads ? pasted.slice(1) : pasted) {
    const [code, area] = ["code", "area"].map((name) => cells[fields.indexOf(name)]?.trim());
    let tr = order[place];
    if (code) tr = document.getElementById(`r${code.replace(say.codeStem, "")}`);
    else if (hasHeads || !tr || tr.matches(".new")) {
      const home = area ? form.querySelector(`tbody[data-area="${CSS.escape(area)}"]`) : (tr ?? order.at(-1)).closest("tbody");
      tr = freeRow(home?.querySelector("tr.new")?.id.slice(0, -2))?.tr;
    }
    if (!hasHeads && tr && !tr.matches(".new")) place += 1;
    const row = rows.get(tr?.id);
    if (!row) {
      left.rows.push(code || cells[Math.max(0, fields.indexOf(from.first))]);
      continue;
    }
    row.tr.hidden = false;
    const put = [];
    cells.forEach((cell, at) => {
      if (columns.includes(fields[at])) put.push([row, fields[at], cell.trim()]);
      else if (hasHeads) places += 1;
      else left.columns.push(at);
    });
    put.forEach((one) => row.put(...one.slice(1)));
    if (row.isNew) showNext(row);
    lines.push(put);
  }
  return { lines, left, places };
};

const letter = (place) => String.fromCharCode(65 + place % 26);

const paste = (from, field, pasted) => {
  const { lines, left, places } = placed(from, field, pasted);
  const put = lines.flat();
  const made = lines.filter(([first]) => first?.[0].isNew).length;
  const group = together(put);
  outline(lines, "pasted");
  const last = lines.at(-1)?.[0]?.[0] ?? from;
  const report = (isAnswered) => {
    const red = put.filter(([row, name]) => name in row.changed);
    const words = [told("Pasted", [], put.length + places), ...made ? [told("Made", [], made)] : []];
    const parts = [element("strong", { textContent: `${words.join(", ")}.` })];
    if (isAnswered) parts.push(` ${told("Kept", [], put.length + places - red.length)}`);
    if (isAnswered && red.length) parts.push(" ", element("strong", { className: "red", textContent: told("Red", [], red.length) }));
    const columns = [...new Set(left.columns)];
    if (columns.length) parts.push(` ${told("Columns", [columns.map(letter).join(", ")], columns.length)}`);
    if (left.rows.length) parts.push(` ${told("Rows", [left.rows.join(", ")], left.rows.length)}`);
    parts.push(" ", button(say.sayUndo, () => takeBack(group)));
    if (isAnswered && red.length) {
      const [row, name] = red[0];
      parts.push(" ", button(say.sayFirstRed, () => row.fields.get(name)[0].focus(), "link-button"));
    }
    tellBelow(last, ...parts);
    if (from.hasFocus) form.querySelector(".told").scrollIntoView({ block: "nearest" });
  };
  report(false);
  once(() => report(true));
};

form.addEventListener("paste", (event) => {
  const control = event.target;
  const row = rowOf(control);
  const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!row || !row.tr.contains(control) || !(text.includes("\t") || text.includes("\n"))) return;
  const pasted = cellsOf(text);
  // A title of two lines is no range of cells: it goes into its field.
  if (!text.includes("\t") && pasted.length < 3 && fieldOf(control) === row.first) return;
  event.preventDefault();
  paste(row, fieldOf(control), pasted);
});
