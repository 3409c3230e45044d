// Paper has no folds: every <details> is open while the page prints, and as it was afterwards. Nor does it scroll: the
// words in a field of a table are given to its cell, where they wrap (print.css).
let opened = [];

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open]):not(.menu)")];
  opened.forEach((fold) => { fold.open = true; });
  document.querySelectorAll("td > input:not([type=hidden], [type=checkbox], [type=radio]), td > select").forEach((field) => {
    field.parentElement.dataset.printed = field.selectedOptions?.[0]?.text ?? field.value;
  });
});

addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));

document.querySelector("[data-print]")?.addEventListener("click", () => print());
