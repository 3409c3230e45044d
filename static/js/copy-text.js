// A button that copies words, and says so. A browser that gives no clipboard gets a field with the words selected: its own
// keys copy them.
export const copyWords = async (button, words, done, tell = (_) => {}) => {
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = done;
    tell(done);
  } catch {
    const field = Object.assign(document.createElement("textarea"), { className: "form-control", value: words, rows: 3, readOnly: true });
    field.setAttribute("aria-label", button.textContent);
    field.setAttribute("aria-describedby", button.getAttribute("aria-describedby") ?? "");
    button.replaceWith(field);
    field.select();
  }
};
