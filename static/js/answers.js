// The answers of a review, which save themselves row by row; without scripts they are one form.
import { fieldOf, form, rowOf, told } from "./sheet/row.js";
import { flush } from "./sheet/sending.js";
import { tellBelow, together } from "./sheet/undo.js";

form.dataset.scripted = "";
form.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !["Enter", "s"].includes(event.key) || event.isComposing) return;
  event.preventDefault();
  flush();
});

// Amounts copied from a spreadsheet fill the fields below, or those of the codes before them. What finds no field is named.
form.addEventListener("paste", (event) => {
  const lines = (event.clipboardData?.getData("text/plain") ?? "").trimEnd().split(/\r\n?|\n/).map((line) => line.split("\t"));
  const amounts = [...form.querySelectorAll("[name$='-spent_secretariat']")];
  const first = amounts.indexOf(/** @type {Element} */ (event.target));
  if (first < 0 || lines.flat().length < 2) return;
  event.preventDefault();
  const left = [];
  const put = lines.flatMap((cells, place) => {
    const code = cells.length > 1 ? cells[0].trim() : "";
    const control = code ? amounts.find((one) => one.ariaLabel.split(",")[0].endsWith(code)) : amounts[first + place];
    left.push(...control ? cells.slice(1, -1) : [cells.join(" ")]);
    return control ? [[rowOf(control), fieldOf(control), cells.at(-1).trim()]] : [];
  });
  put.forEach(([row, ...cell]) => row.put(...cell));
  together(put);
  form.querySelector("tr.told")?.remove();
  if (left.length) tellBelow(rowOf(event.target), told("Unplaced", [left.join(", ")]));
});
