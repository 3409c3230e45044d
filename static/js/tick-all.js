// A button that ticks one answer in every choice of its form, and saves nothing. Without scripts the server does it. Who
// writes into the text of a choice ticks it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-tick]");
  if (!button?.form) return;
  event.preventDefault();
  for (const radio of button.form.querySelectorAll(`input[type=radio][data-answer='${button.dataset.tick}']`)) {
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
document.addEventListener("input", ({ target }) => {
  if (target.dataset.ticks) document.getElementById(target.dataset.ticks).checked = true;
});
