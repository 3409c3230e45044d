// The table of a draft, which saves itself. Each part is a module; without them the table is one form.
import { element, form, rowOf, say, showNext } from "./row.js";
import { enqueue, freeRow, leave } from "./sending.js";
import "./undo.js";
import "./range.js";
import "./keys.js";
import "./paste.js";

form.dataset.scripted = "";
document.querySelectorAll("[data-saves-itself], [data-keys]").forEach((part) => { part.hidden = false; });

// The menus of the areas: each button names how many lines it adds, those that are ticked in other areas too.
const forgetFault = () => form.querySelectorAll("[data-unticked]").forEach((part) => part.remove());
form.addEventListener("change", (event) => {
  if (event.target.name !== "menu") return;
  const count = form.querySelectorAll("[name=menu]:checked").length;
  const words = count === 0 ? say.sayAdd : count === 1 ? say.sayAddOne : say.sayAddMany;
  for (const button of form.querySelectorAll("[name=add_menu]")) button.textContent = words.replace("#", String(count));
  if (count) forgetFault();
});
// With nothing ticked there is nothing to send: said under the menu whose button was pressed.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=add_menu]");
  if (!button || form.querySelector("[name=menu]:checked")) return;
  event.preventDefault();
  forgetFault();
  document.getElementById(`${button.id}-error`)?.remove();
  const fault = element("p", { className: "field-error", role: "alert", id: `${button.id}-error` });
  fault.dataset.unticked = "";
  button.closest("p").before(fault);
  fault.textContent = say.sayTick;
  const tick = button.closest("details").querySelector("[name=menu]");
  tick.setAttribute("aria-describedby", fault.id);
  tick.focus();
});

// A sorted table is another page, once all rows are saved.
form.querySelector("thead").addEventListener("click", (event) => {
  const head = event.target.closest("a");
  if (!head) return;
  event.preventDefault();
  leave(() => location.assign(head.href));
});
// A copy of an activity is the next new one of its area.
form.addEventListener("click", (event) => {
  if (!event.target.matches("[data-duplicate]")) return;
  event.preventDefault();
  const row = rowOf(event.target);
  const copy = freeRow(`n${row.tr.closest("tbody").dataset.area.padStart(2, "0")}`);
  copy.tr.hidden = false;
  for (const field of row.fields.keys()) copy.give(field, row.value(field));
  showNext(copy);
  enqueue(copy);
  copy.fields.get("title")[0].focus();
});

// A link to a cell leads into it.
const goToCell = () => form.elements[location.hash.slice(1)]?.focus?.();
addEventListener("hashchange", goToCell);
goToCell();
