// Several cells of a spreadsheet, pasted into a field of the table: they go to the page that shows what would change,
// or into this field after all. Nothing is written before that.
if (draftTable) {
  const { form, rowOf, fieldOf, COLUMNS } = draftTable;
  const { say, aloud, button, note, clearNote } = tableStates;
  const [CODE, AREA, ...HEADS] = say.pasteHeads.split("|");

  // The cells of what was copied: a cell with a line break or a quotation mark in it stands in quotation marks.
  const cellsOf = (text) => {
    const rows = [[]];
    const part = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/gy;
    let found = part.exec(text);
    while (found) {
      rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
      if (found[3] === "\n") rows.push([]);
      if (!found[3] || part.lastIndex >= text.length) break;
      found = part.exec(text);
    }
    return rows.filter((cells) => cells.length);
  };
  const quoted = (cell) => /["\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

  // The pasted cells under the heads of their columns, each row with its code, as Excel would place them: from this
  // field on to the right and down. From an empty row on, all are new lines of its area.
  const placed = (row, field, pasted) => {
    const first = COLUMNS.indexOf(field);
    // A line that is only read has its place too: passed over, it would push what is below it to other lines.
    const order = [...form.querySelectorAll("tr[data-row], tr.plain, tr[data-new]")].filter((tr) => !tr.hidden);
    let place = order.indexOf(row.tr);
    const lines = pasted.map((cells) => {
      // Below the last line of a table without empty rows are new lines, which the next page refuses with a reason.
      const tr = order[place] ?? order.at(-1);
      const isLine = place < order.length && tr.dataset.new === undefined;
      if (isLine) place += 1;
      const code = isLine ? say.codeStem + tr.id.slice(1) : "";
      return [code, tr.closest("tbody").dataset.code, ...cells.slice(0, COLUMNS.length - first)];
    });
    const width = Math.max(...lines.map((cells) => cells.length)) - 2;
    return [[CODE, AREA, ...HEADS.slice(first, first + width)], ...lines];
  };

  const show = (rows) => {
    const sheet = Object.assign(document.createElement("form"), { method: "post", action: say.pasteUrl });
    const text = rows.map((cells) => cells.map(quoted).join("\t")).join("\n");
    for (const [name, value] of [["rows", text], ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]]) {
      sheet.append(Object.assign(document.createElement("textarea"), { name, value, hidden: true }));
    }
    document.body.append(sheet);
    sheet.submit();
  };

  form.addEventListener("paste", (event) => {
    const control = event.target;
    const row = rowOf(control);
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!row || !row.tr.contains(control) || !(text.includes("\t") || text.split("\n").length > 1)) return;
    const pasted = cellsOf(text);
    // A text of several lines is no range of cells: it goes into its field.
    if (!text.includes("\t") && pasted.length < 3) return;
    event.preventDefault();
    const hasHeads = pasted[0].includes(CODE) || HEADS.includes(pasted[0][0]);
    const words = pasted.length === 1 ? say.sayPastedOne : say.sayPasted.replace("#", pasted.length);
    note(row, "kept", words,
      button(say.sayPastedShow, () => {
        const rows = hasHeads ? pasted : placed(row, fieldOf(control), pasted);
        dispatchEvent(new CustomEvent("table:leave", { detail: () => show(rows) }));
      }),
      button(say.sayPastedHere, () => {
        clearNote(row);
        control.focus();
        control.setRangeText(text.replace(/\s+/g, " ").trim(), control.selectionStart, control.selectionEnd, "end");
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }));
    aloud(words);
  });
}
