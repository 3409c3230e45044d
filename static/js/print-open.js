// Paper has no folds: every <details> is open while the page prints, and as it was afterwards.
let opened = [];

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open]):not(.menu)")];
  opened.forEach((fold) => { fold.open = true; });
});

addEventListener("afterprint", () => {
  opened.forEach((fold) => { fold.open = false; });
  opened = [];
});
