// Words that were typed into the table of a plan, kept in this tab, for lines that take none now: to read, to copy line by
// line, to throw away. Thrown away, they can be brought back until the page is left.
if (keptTyping) {
  const box = document.querySelector("[data-kept]");
  const list = box?.querySelector("[data-kept-lines]");
  const [all, some] = ["[data-kept-all]", "[data-kept-none]"].map((part) => box?.querySelector(part));
  const told = (words) => { document.getElementById("announcements").textContent = words; };

  const copies = async (button, words) => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = box.dataset.sayCopied;
      told(box.dataset.sayCopied);
    } catch {
      // A browser that gives no clipboard: the words stand chosen, to be copied by its own keys.
      const chosen = document.createRange();
      chosen.selectNodeContents(button.closest("[data-kept-line]").querySelector("dl"));
      getSelection().removeAllRanges();
      getSelection().addRange(chosen);
    }
  };

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
    copy.addEventListener("click", () => copies(copy, said.join("\n")));
    return line;
  };

  const show = () => {
    const typed = keptTyping.homeless().filter(([, { words }]) => Object.keys(words ?? {}).length);
    const isNew = ([prefix]) => prefix.startsWith("n");
    const kept = [...typed.filter((one) => !isNew(one)), ...typed.filter(isNew)];
    list.replaceChildren(...kept.map(lineOf));
    all.hidden = !kept.length;
    return kept;
  };

  let kept = box ? show() : [];
  if (kept.length) {
    box.hidden = false;
    told(box.querySelector("h2").textContent);
  }
  all?.querySelector("[data-kept-throw]").addEventListener("click", () => {
    kept = show();
    kept.forEach(([prefix]) => keptTyping.forget(prefix));
    show();
    some.hidden = false;
    some.querySelector("button").focus();
  });
  some?.querySelector("button").addEventListener("click", () => {
    keptTyping.putBack(kept);
    some.hidden = true;
    show();
    all.querySelector("[data-kept-throw]").focus();
  });
}
