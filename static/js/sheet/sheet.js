// The table of a draft, which saves itself. Each part is a module; without them the table is one form.
import { form, say } from "./row.js";
import "./sending.js";
import "./keys.js";
import "./undo.js";
import "./paste.js";

form.dataset.scripted = "";
document.querySelectorAll("[data-saves-itself], [data-keys]").forEach((part) => { part.hidden = false; });
// What stays in sight above the rows is as high as it is.
const standing = form.querySelector(".standing");
const measure = () => document.documentElement.style.setProperty("--standing-height", `${standing.offsetHeight}px`);
new ResizeObserver(measure).observe(standing);

// The menus of the areas: each button names how many lines it adds, those that are ticked in other areas too.
const forgetFault = () => form.querySelectorAll("[data-unticked]").forEach((part) => part.remove());
form.addEventListener("change", (event) => {
  if (event.target.name !== "menu") return;
  const count = form.querySelectorAll("[name=menu]:checked").length;
  const words = count === 0 ? say.sayAdd : count === 1 ? say.sayAddOne : say.sayAddMany;
  for (const button of form.querySelectorAll("[name=add_menu]")) button.textContent = words.replace("#", count);
  if (count) forgetFault();
});
// With nothing ticked there is nothing to send: said under the menu whose button was pressed.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=add_menu]");
  if (!button || form.querySelector("[name=menu]:checked")) return;
  event.preventDefault();
  forgetFault();
  document.getElementById(`${button.id}-error`)?.remove();
  const fault = Object.assign(document.createElement("p"), { className: "field-error", role: "alert", id: `${button.id}-error` });
  fault.dataset.unticked = "";
  button.closest("p").before(fault);
  fault.textContent = say.sayTick;
  const tick = button.closest("details").querySelector("[name=menu]");
  tick.setAttribute("aria-describedby", fault.id);
  tick.focus();
});
