// A button that copies the field before it, and says so. Without scripts there is none: the address is selected by hand.
const field = document.querySelector("[data-copied]");
const copy = document.querySelector("button[data-copy]");

if (field && copy) {
  copy.hidden = false;
  field.addEventListener("focus", () => field.select());
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // A page without a safe connection may not write: the selected address is copied the old way.
      if (!document.execCommand("copy")) return;
    }
    copy.textContent = copy.dataset.done;
  });
}
