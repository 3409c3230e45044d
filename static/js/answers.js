// The answers of a review, which save themselves row by row; without scripts they are one form.
import { fieldOf, form, rowOf } from "./sheet/row.js";
import { enqueue, flush } from "./sheet/sending.js";

form.dataset.scripted = "";
form.addEventListener("keydown", (event) => {
  const isSaved = event.key === "Enter" ? event.ctrlKey || event.metaKey : (event.ctrlKey || event.metaKey) && event.key === "s";
  if (!isSaved || event.isComposing) return;
  event.preventDefault();
  flush();
});

// Amounts copied from a spreadsheet fill the fields below, or those of the codes before them.
form.addEventListener("paste", (event) => {
  const lines = (event.clipboardData?.getData("text/plain") ?? "").trimEnd().split(/\r\n?|\n/).map((line) => line.split("\t"));
  const amounts = [...form.querySelectorAll("[name$='-spent_secretariat']")];
  const first = amounts.findIndex((one) => one === event.target);
  if (first < 0 || lines.flat().length < 2) return;
  event.preventDefault();
  lines.forEach((cells, place) => {
    const code = cells.length > 1 ? cells[0].trim() : "";
    const control = code ? amounts.find((one) => one.ariaLabel.split(",")[0].endsWith(code)) : amounts[first + place];
    if (!control) return;
    rowOf(control).put(fieldOf(control), cells.at(-1).trim());
    enqueue(rowOf(control));
  });
});
