// Buttons that change whole rows (the form names them): they wait until the row is saved, for words that are not would be
// hidden. The answer is the page: its rows and sums come in here.
import { Row, aloud, element, form, grow, rows, say, takeSums } from "./row.js";
import { once, pageOf, request, unsent } from "./sending.js";

const notStepped = (tr, words) => {
  tr.querySelector(".step-fault")?.remove();
  [...tr.cells].at(-1).append(element("strong", { className: "step-fault", textContent: words }));
  aloud(words);
};
// A row with what stands below it, as the page of the answer has them, at its place or in the part where it is now.
const replace = (tr, fresh) => {
  const below = fresh.nextElementSibling?.dataset.below === fresh.id ? fresh.nextElementSibling : null;
  // A reason that several rows have stands above the table of the page that came: here the row says it itself.
  const closed = fresh.querySelector("[data-reason-at]");
  if (closed) {
    closed.querySelector("[data-closed]").textContent = fresh.ownerDocument.getElementById(closed.getAttribute("aria-describedby")).textContent;
    closed.removeAttribute("aria-describedby");
  }
  const old = rows.get(tr.id)?.below;
  rows.delete(tr.id);
  old?.remove();
  const home = form.querySelector(`tbody[data-area="${fresh.closest("tbody").dataset.area}"]`);
  if (!home.contains(tr)) home.insertBefore(tr, home.querySelector("tr.new, .menu-row"));
  tr.replaceWith(...[fresh, below].filter(Boolean));
  if ("row" in fresh.dataset) new Row(fresh);
  fresh.querySelectorAll("textarea").forEach(grow);
};

// Gives whether all was done. What the opened part asks beside the row's own fields goes with it.
export const step = async (name, ...codes) => {
  const all = codes.map((code) => document.getElementById(`r${code}`));
  const waits = unsent().find((row) => all.includes(row.tr));
  if (waits) {
    notStepped(waits.tr, say.sayNotStepped);
    return false;
  }
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  codes.forEach((code, place) => {
    body.append(name, code);
    for (const part of rows.get(all[place].id)?.below?.querySelectorAll(`select[name$="-${code}"]`) ?? []) body.append(part.name, part.value);
  });
  const page = await request(form.action, { method: "POST", body, redirect: "follow" }).then(pageOf).catch(() => null);
  const there = page?.querySelector(`form[data-table][data-person="${say.person}"]`);
  if (there) takeSums(page);
  return codes.map((code, place) => {
    const fresh = there?.querySelector(`#r${code}`);
    const fault = page?.querySelector(`[data-error-summary] a[href="#r${code}"]`)?.textContent;
    if (fault || !fresh) notStepped(all[place], fault ?? say.sayNotDone);
    else {
      replace(all[place], fresh);
      aloud(page.querySelector(".notices")?.textContent.trim().replace(/\s+/g, " "));
    }
    return !fault && !!fresh;
  }).every(Boolean);
};

form.addEventListener("click", (event) => {
  const { name, value } = event.target.closest("button") ?? {};
  if (!name || !say.steps?.split(" ").includes(name)) return;
  event.preventDefault();
  once(async () => {
    if (!await step(name, value)) return;
    const row = document.getElementById(`r${value}`);
    (row.querySelector("[name=restore]") ?? row.querySelector("[name=open], th a")).focus();
  });
});
