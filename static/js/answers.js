// The answers of a review, which save themselves row by row; without scripts they are one form.
import { form } from "./sheet/row.js";
import { flush } from "./sheet/sending.js";

form.dataset.scripted = "";
form.addEventListener("keydown", (event) => {
  const isSaved = event.key === "Enter" ? event.ctrlKey || event.metaKey : (event.ctrlKey || event.metaKey) && event.key === "s";
  if (!isSaved || event.isComposing) return;
  event.preventDefault();
  flush();
});
