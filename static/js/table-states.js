// The state of each row in words, the sums of the plan, and what is said aloud. Sums are the server's, never added here.
const tableStates = (() => {
  if (!draftTable) return null;
  const { form, rows } = draftTable;
  const say = form.dataset;
  const region = form.querySelector("[data-said]");
  const connection = form.querySelector("[data-connection]");

  const aloud = (words) => { if (words) region.textContent = words; };

  const show = (row, words, tone = "") => {
    const cell = row.tr.querySelector("[data-state]");
    if (cell.textContent !== words) cell.textContent = words;
    if (tone) row.tr.dataset.tone = tone;
    else delete row.tr.dataset.tone;
    return cell;
  };

  const link = (cell, words, href) => {
    const part = document.createElement("a");
    Object.assign(part, { href, textContent: words });
    cell.append(" ", part);
    return part;
  };
  const button = (words, act) => {
    const part = document.createElement("button");
    Object.assign(part, { type: "button", className: "btn btn-outline-primary btn-sm", textContent: words });
    part.addEventListener("click", act);
    return part;
  };

  // The row below, made where there is none.
  const below = (row) => {
    if (row.below) return row.below.firstElementChild;
    const tr = document.createElement("tr");
    tr.className = "below";
    tr.dataset.below = row.isNew ? row.prefix : row.code;
    const cell = document.createElement("td");
    cell.colSpan = 10;
    cell.role = "cell";
    tr.role = "row";
    tr.append(cell);
    row.tr.after(tr);
    return cell;
  };
  const clearNote = (row) => {
    row.below?.querySelectorAll(".row-note").forEach((note) => note.remove());
    if (row.below && !row.below.firstElementChild.children.length) row.below.remove();
    row.tr.querySelectorAll("[aria-invalid]").forEach((part) => {
      part.removeAttribute("aria-invalid");
      if (!part.name.endsWith("-title")) part.removeAttribute("aria-describedby");
    });
  };
  const note = (row, tone, ...parts) => {
    clearNote(row);
    const box = document.createElement("div");
    box.className = "row-note";
    box.id = `e${row.code}`;
    box.dataset.tone = tone;
    for (const part of parts) {
      if (typeof part === "string") {
        const line = document.createElement("p");
        line.append(Object.assign(document.createElement("strong"), { textContent: part }));
        box.append(line);
      } else {
        box.append(part);
      }
    }
    below(row).prepend(box);
    return box;
  };
  const invalid = (row, field) => {
    const control = row.fields.get(field)?.[0];
    if (!control) return;
    control.setAttribute("aria-invalid", "true");
    if (field !== "title") control.setAttribute("aria-describedby", `e${row.code}`);
  };

  const ways = (answer, choose) => {
    const box = document.createElement("div");
    box.className = "ways";
    box.append(Object.assign(document.createElement("strong"), { textContent: answer.heading }));
    for (const [way, label] of answer.ways) {
      const one = button(label, () => choose(way, box.querySelector("select")?.value));
      if (way === "partner") {
        const list = document.createElement("select");
        list.className = "form-select";
        list.setAttribute("aria-label", say.sayPartner);
        for (const [key, name] of answer.partners) list.add(new Option(name, key));
        box.append(list);
      }
      box.append(one);
    }
    return box;
  };

  // Whether the line was returned, approved or the like.
  const showMark = (row, mark) => {
    const cell = row.tr.querySelector(".c-state");
    cell.querySelector("[data-mark]")?.remove();
    if (!mark) return;
    const [status, textContent] = mark;
    const part = Object.assign(document.createElement("span"), { className: "mark", textContent });
    Object.assign(part.dataset, { status, mark: "" });
    cell.querySelector("[data-state]").before(part, " ");
  };

  // The points before submitting are of the page as it came.
  const agePoints = () => {
    document.querySelectorAll("[data-points-aged]").forEach((part) => { part.hidden = false; });
  };

  // The server's answer to a row: its state, what is wrong with which field, and the sums.
  const showAnswer = (row, answer, choose, lookAt) => {
    const cell = show(row, answer.state ?? say.sayTitle, answer.tone);
    row.tr.querySelector("[data-missing]").textContent = answer.missing ?? "";
    if (answer.row) showMark(row, answer.mark);
    const faults = Object.entries(answer.faults ?? {});
    if (answer.note) {
      note(row, "error", answer.note, ways(answer, choose));
      invalid(row, answer.money);
    }
    if (faults.length) {
      const words = faults.map(([, [label, said]]) => `${label}: ${said}`);
      if (answer.note) row.below.querySelector(".row-note").append(...words.map((said) => {
        const line = document.createElement("p");
        line.append(Object.assign(document.createElement("strong"), { textContent: said }));
        return line;
      }));
      else note(row, "error", ...words);
      faults.forEach(([field]) => invalid(row, field));
    }
    if (!answer.note && !faults.length) clearNote(row);
    if (answer.look) cell.append(" ", Object.assign(button(say.sayLook, lookAt), { className: "link-button" }));
    if (answer.sums) showSums(row, answer.sums);
    if (answer.gifts !== undefined) showGifts(row, answer.gifts);
  };

  // What partners offer, add or are asked for, below the title.
  const showGifts = (row, words) => {
    const title = row.tr.querySelector(".c-title");
    title.querySelector(".beside")?.remove();
    if (words) title.append(Object.assign(document.createElement("span"), { className: "second beside", textContent: words }));
  };

  // To the page of both changes, with what was typed here.
  const look = (row, answer) => {
    const sheet = Object.assign(document.createElement("form"), { method: "post", action: answer.look });
    const add = (name, value) => sheet.append(Object.assign(document.createElement("textarea"), { name, value, hidden: true }));
    const sent = new Set(answer.choose.map(([name]) => name));
    answer.choose.forEach(([name, value]) => add(name, value));
    answer.clashes.filter((field) => !sent.has(field)).forEach((field) => add(field, row.value(field) ?? ""));
    add("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    keptTyping.lookedAt(row);
    form.dataset.leaving = "yes";
    document.body.append(sheet);
    sheet.submit();
  };

  const showSums = (row, sums) => {
    for (const name of ["committed", "left", "reserve", "asked"]) {
      const part = document.querySelector(`[data-sum="${name}"]`);
      if (part && sums[name]) part.textContent = sums[name];
    }
    const meter = document.querySelector("meter[data-sum]");
    if (meter) meter.value = sums.meter;
    const area = row.tr.closest("tbody");
    ["lines", "counted", "beside"].forEach((name, place) => {
      area.querySelector(`[data-${name}]`).textContent = sums.area[place];
    });
  };

  // The same sums out of a page of the server; `there` is the area of its row.
  const takeSums = (page, there) => {
    agePoints();
    for (const part of document.querySelectorAll("[data-sum]")) {
      const now = page.querySelector(`[data-sum="${part.dataset.sum}"]`);
      if (part.tagName === "METER") part.value = now.value;
      else if (now) part.textContent = now.textContent;
    }
    const area = form.querySelector(`tbody[data-area="${there.dataset.area}"]`);
    for (const name of ["lines", "counted", "beside"]) {
      area.querySelector(`[data-${name}]`).textContent = there.querySelector(`[data-${name}]`).textContent;
    }
  };

  const showConnection = (words) => { connection.textContent = words; };

  return { say, rows, aloud, show, link, button, note, clearNote, agePoints, showAnswer, look, showConnection, takeSums };
})();
