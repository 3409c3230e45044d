// A second click on a slow link is the same click: a form is sent once.
// A button that is closed (aria-disabled) keeps its focus and its reason, and does nothing.
const sent = new WeakSet();

document.addEventListener("click", (event) => {
  const closed = event.target.closest("[aria-disabled='true']");
  if (closed) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  // A download leaves the page standing; the form opens again after a moment.
  setTimeout(() => sent.delete(form), 8000);
});

// Coming back with the browser's back button, a form may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
});

// After Back the browser fills a form for something new with what was sent before. The form gets its key back as well:
// sent again, it makes no second line.
const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
const cameBack = visit?.type === "back_forward";
const key = document.querySelector("form > input[name='made_with']");
if (key && cameBack && history.state?.madeWith) key.value = history.state.madeWith;
else if (key) history.replaceState({ ...history.state, madeWith: key.value }, "");
