// A table whose rows save themselves. The page says all that it is about: `form[data-table]` has the addresses, sentences,
// person and sheet (workplan_table.html is the whole list); a row is `tr[data-row]` or an empty `tr.new` with its prefix as
// id, controls named "prefix-field", and `[data-state]` in its last cell. Each part is a module; without scripts it is a form.
import { form, freeRow, rowOf, showNext, told } from "./row.js";
import { enqueue, leave } from "./sending.js";
import "./undo.js";
import "./keys.js";
import "./paste.js";

form.dataset.scripted = "";
document.querySelectorAll("[data-saves-itself], [data-keys]").forEach((part) => { part.hidden = false; });

// A button names how many are ticked of what it adds.
form.addEventListener("change", ({ target }) => {
  const count = form.querySelectorAll(`[name="${target.name}"]:checked`).length;
  for (const button of form.querySelectorAll(`[data-counts="${target.name}"]`)) button.textContent = told(count ? "Add" : "AddNone", [], count);
});

// A sorted table is another page, once all rows are saved.
form.querySelector("thead")?.addEventListener("click", (event) => {
  const head = event.target.closest("a");
  if (!head) return;
  event.preventDefault();
  leave(() => location.assign(head.href));
});
// A copy of a row is the next new one of its part.
form.addEventListener("click", (event) => {
  if (!event.target.matches("[data-duplicate]")) return;
  event.preventDefault();
  const row = rowOf(event.target);
  const copy = freeRow(row.tr.closest("tbody").querySelector("tr.new").id.slice(0, -2));
  copy.tr.hidden = false;
  for (const field of row.fields.keys()) copy.give(field, row.value(field));
  showNext(copy);
  enqueue(copy);
  copy.fields.get(copy.first)[0].focus();
});

// A link to a cell leads into it, and never to a page without what is typed. On a phone the row shows it first.
const goTo = (/** @type {string} */ hash) => {
  const control = form.elements[hash.slice(1)];
  if (!control?.focus) return false;
  control.closest("tr")?.setAttribute("data-opened", "");
  control.focus();
  return true;
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  if (link && new URL(link.href).pathname === location.pathname && goTo(link.hash)) event.preventDefault();
});
addEventListener("hashchange", () => goTo(location.hash));
goTo(location.hash);
