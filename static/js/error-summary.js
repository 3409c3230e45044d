// The summary takes the focus when a refused form comes back, so that it is read first.
// Its links lead to the field itself, not only to its place on the page.
const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const focusable = field.matches("input, select, textarea, button, a[href]")
      ? field
      : field.querySelector("input:not([type=hidden]), select, textarea, button, a[href]") ?? field;
    (field.labels?.[0] ?? field).scrollIntoView();
    focusable.focus({ preventScroll: true });
  });
}
