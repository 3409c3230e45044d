// Two changes of one line: the page counts what is left to choose (the buttons above the columns: tick-all.js).
const sides = document.querySelector("[data-sides]");
const still = document.querySelector("[data-still]");
const groups = () => new Set([...sides.querySelectorAll("input[type=radio]")].map((radio) => radio.name));

const count = () => {
  if (!still) return;
  const left = [...groups()].filter((name) => !sides.querySelector(`input[name="${name}"]:checked`)).length;
  for (const words of still.children) words.hidden = Number(words.dataset.count) !== left;
};

sides?.addEventListener("input", (event) => {
  const writes = event.target.dataset.ticks;
  if (writes) document.getElementById(writes).checked = true;
  count();
});

if (sides) count();
