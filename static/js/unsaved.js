// Typing is never lost by accident: a form marked data-unsaved asks before the page is left.
// One that comes with typing in it already (data-unsaved="typed") asks from the beginning.
/** @type {Set<EventTarget>} */
const touched = new Set(document.querySelectorAll("form[data-unsaved='typed']"));

document.addEventListener("input", (event) => {
  const { form } = /** @type {Element} */ (event.target);
  if (form?.matches("[data-unsaved]")) touched.add(form);
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) touched.delete(event.target);
});

addEventListener("beforeunload", (event) => {
  if (touched.size) event.preventDefault();
});
