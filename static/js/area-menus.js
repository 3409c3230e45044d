// The menus of the areas of a draft: each button names how many activities it adds, those ticked in other areas too.
import { element, form, told } from "./sheet/row.js";

const forgetFault = () => form.querySelectorAll("[data-unticked]").forEach((part) => part.remove());
form.addEventListener("change", (event) => {
  if (event.target.name !== "menu") return;
  const count = form.querySelectorAll("[name=menu]:checked").length;
  for (const button of form.querySelectorAll("[name=add_menu]")) button.textContent = told(count ? "Add" : "AddNone", [], count);
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
  fault.textContent = form.dataset.sayTick;
  const tick = button.closest("details").querySelector("[name=menu]");
  tick.setAttribute("aria-describedby", fault.id);
  tick.focus();
});
