// A button that copies the field before it, and says so. Without scripts there is none: the address is selected by hand.
import { copyWords } from "./copy-text.js";

const field = document.querySelector("[data-copied]");
const copy = document.querySelector("button[data-copy]");

if (field && copy) {
  copy.hidden = false;
  field.addEventListener("focus", () => field.select());
  copy.addEventListener("click", () => copyWords(copy, field.value, copy.dataset.done));
}
