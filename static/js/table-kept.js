// What is typed into the table is kept in this tab until the portal has it: by person and plan, through a reload and a
// sign-in. Another person finds nothing of it. Signing out clears it (the server says so, and here once more).
// The page of a plan that is closed meanwhile has no table: it only shows what is kept (kept-words.js).
const keptTyping = (() => {
  const owner = document.querySelector("[data-person][data-plan]");
  if (!owner) return null;
  const place = `table ${owner.dataset.person} ${owner.dataset.plan}`;

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(place)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (kept) => {
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(place, JSON.stringify(kept));
      else sessionStorage.removeItem(place);
    } catch {
      // A full or closed storage: the page itself still has the words, and asks before it is left.
    }
  };

  const keep = (row) => {
    const kept = read();
    const changed = row.changed;
    if (row.inflight || (Object.keys(changed).length && row.isTyped)) {
      kept[row.prefix] = {
        fields: changed, words: row.words, inflight: row.inflight, key: row.key?.value, version: row.version?.value, tokens: row.tokens,
      };
    } else {
      delete kept[row.prefix];
    }
    write(kept);
  };
  // What somebody chose on the page of both changes is settled there; whoever comes back without that finds it here.
  const lookedAt = (row) => {
    const kept = read();
    if (kept[row.prefix]) kept[row.prefix].looked = true;
    write(kept);
  };
  const isSettled = (looked) => looked && document.querySelector(".notices") &&
    new URL(document.referrer || location.href).pathname.endsWith("/both/");
  const forget = (prefix) => {
    const kept = read();
    delete kept[prefix];
    write(kept);
  };

  // What is kept for rows that this page does not have, in words, by their prefix.
  const homeless = () => Object.entries(read()).sort().filter(([prefix, { looked }]) => {
    if (isSettled(looked)) forget(prefix);
    return !isSettled(looked) && !document.querySelector(`tr[data-row="${prefix.slice(1)}"], tr[data-new="${prefix}"]`);
  });
  // Put back what was thrown away.
  const putBack = (entries) => write({ ...read(), ...Object.fromEntries(entries) });

  // An area's first empty row that nothing is typed into; one more where there is none.
  const freeRow = (area) => {
    const { rows } = draftTable;
    const ofArea = () => [...rows.values()].filter((row) => row.prefix.startsWith(area));
    const free = () => ofArea().find((row) => !row.isTyped && !row.inflight);
    if (!free() && ofArea().length) draftTable.showNext(ofArea().at(-1));
    return free();
  };

  // What an earlier page of this tab could not send. Its version is the one that the writer saw.
  const restore = () => {
    const { rows } = draftTable;
    const found = [];
    for (const [prefix, { fields, inflight, key, version, tokens, looked }] of Object.entries(read()).sort()) {
      if (isSettled(looked)) {
        forget(prefix);
        continue;
      }
      const row = rows.get(prefix.startsWith("n") ? freeRow(prefix.slice(0, 3))?.prefix : prefix);
      if (!row) continue;
      if (row.prefix !== prefix) forget(prefix);
      row.tr.hidden = false;
      if (key && row.key) row.key.value = key;
      if (version && row.version) row.version.value = version;
      for (const [field, value] of Object.entries(fields)) {
        if (row.fields.has(field)) row.put(field, value);
        else row.carry(field, value);
      }
      row.inflight = inflight;
      row.tokens = [...new Set([...row.tokens, ...tokens ?? []])];
      if (row.isNew && row.value("title")) draftTable.showNext(row);
      keep(row);
      found.push(row);
    }
    return found;
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches(".sign-out-form")) sessionStorage.clear();
  });

  return { keep, forget, lookedAt, restore, homeless, putBack };
})();
