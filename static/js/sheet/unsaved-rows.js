// What is typed into a sheet is kept in this tab until the portal has it: by person and sheet, through a reload and a
// sign-in. Another person finds nothing of it. Signing out clears it (the server says so, and here once more).
// The page of a sheet that is closed meanwhile only shows what is kept (closed-rows.js).
const owner = document.querySelector("[data-person][data-sheet]");
const place = owner && `table ${owner.dataset.person} ${owner.dataset.sheet}`;

export const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(place)) ?? {};
  } catch {
    return {};
  }
};
const change = (/** @type {(kept: Record<string, any>) => void} */ act) => {
  const kept = read();
  act(kept);
  try {
    if (Object.keys(kept).length) sessionStorage.setItem(place, JSON.stringify(kept));
    else sessionStorage.removeItem(place);
  } catch {
    // A full or closed storage: the page itself still has the words, and asks before it is left.
  }
};

export const keep = (/** @type {import("./row.js").Row} */ row) => change((kept) => {
  if (row.inflight || row.isTyped) {
    kept[row.prefix] = { fields: row.changed, words: row.unsavedWords, inflight: row.inflight, stamp: row.stamp.value, tokens: row.tokens };
  } else {
    delete kept[row.prefix];
  }
});
// What somebody chose on the page of both changes is settled there; whoever comes back without that finds it here.
export const lookedAt = (row) => change((kept) => { if (kept[row.prefix]) kept[row.prefix].looked = true; });
export const isSettled = ({ looked }) => looked && document.querySelector(".notices") &&
  new URL(document.referrer || location.href).pathname.endsWith("/both/");
export const forget = (prefix) => change((kept) => { delete kept[prefix]; });

// What is kept for rows that this page does not have, in words, by their prefix.
export const homeless = () => Object.entries(read()).sort().filter(([prefix, kept]) => {
  if (isSettled(kept)) forget(prefix);
  return !isSettled(kept) && !document.querySelector(`:is(tr, article)#${prefix}:not(.plain)`);
});
// Put back what was thrown away.
export const putBack = (entries) => change((kept) => Object.assign(kept, Object.fromEntries(entries)));

document.addEventListener("submit", (event) => {
  if (event.target.matches(".sign-out-form")) sessionStorage.clear();
});
