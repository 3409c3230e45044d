// The menus of the areas of a draft: each button names how many activities it adds, those ticked in other areas too.
import { form, told } from "./sheet/row.js";

form.addEventListener("change", (event) => {
  if (event.target.name !== "menu") return;
  const count = form.querySelectorAll("[name=menu]:checked").length;
  for (const button of form.querySelectorAll("[name=add_menu]")) button.textContent = told(count ? "Add" : "AddNone", [], count);
});
