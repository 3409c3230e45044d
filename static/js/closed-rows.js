// Words that were typed into the table of a plan, kept in this tab, for lines that take none now: to read, to copy line by
// line, to throw away. Thrown away, they can be brought back until the page is left.
import { copyWords } from "./copy-text.js";
import { forget, homeless, putBack } from "./sheet/unsaved-rows.js";

const box = document.querySelector("[data-kept]");
const list = box?.querySelector("[data-kept-lines]");
const [kept, thrown] = ["[data-kept-box]", "[data-kept-thrown]"].map((part) => box?.querySelector(part));
const told = (words) => { document.getElementById("announcements").textContent = words; };

const lineOf = ([prefix, { words }]) => {
  const line = box.querySelector("template").content.firstElementChild.cloneNode(true);
  const [head, copy] = [line.querySelector("h3"), line.querySelector("button")];
  head.id = `kept-${prefix}`;
  if (prefix.startsWith("r")) head.textContent = prefix.slice(1);
  copy.setAttribute("aria-describedby", head.id);
  const said = [];
  for (const field of line.querySelectorAll("[data-field]")) {
    const typed = words[field.dataset.field];
    field.lastElementChild.textContent = typed ?? "";
    if (typed === undefined) field.remove();
    else said.push(typed);
  }
  copy.addEventListener("click", () => copyWords(copy, said.join("\n"), box.dataset.sayCopied, told));
  return line;
};

const show = () => {
  const lines = homeless().filter(([, { words }]) => Object.keys(words ?? {}).length)
    .sort(([one], [other]) => Number(one.startsWith("n")) - Number(other.startsWith("n")));
  list.replaceChildren(...lines.map(lineOf));
  kept.hidden = !lines.length;
  return lines;
};

let lines = box ? show() : [];
if (lines.length) {
  box.hidden = false;
  told(box.querySelector("h2").textContent);
}
kept?.querySelector("[data-kept-throw]").addEventListener("click", () => {
  lines = show();
  lines.forEach(([prefix]) => forget(prefix));
  show();
  thrown.hidden = false;
  thrown.querySelector("button").focus();
});
thrown?.querySelector("button").addEventListener("click", () => {
  putBack(lines);
  thrown.hidden = true;
  show();
  kept.querySelector("[data-kept-throw]").focus();
});
