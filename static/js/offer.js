// A partner's offer: its form opens under the line that it is for, and the button names the amount.
const AMOUNT = /^\d{1,3}(,\d{3})+(\.\d{1,2})?$|^\d+(\.\d{1,2})?$/;

const nameTheAmount = (form) => {
  const button = form.querySelector("[data-offer-button]");
  const kind = form.elements.kind.value;
  if (!button) return;
  const amount = form.elements.amount.value.replace(/^US\$|\s/g, "");
  const named = kind === "funds" && AMOUNT.test(amount);
  const value = Number(amount.replaceAll(",", ""));
  // As the server writes money: cents only where there are any, then both of their digits.
  const words = value.toLocaleString("en-US", { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 });
  const { offer, offerKind, offerNothing } = form.dataset;
  button.textContent = kind === "nothing" ? offerNothing : named ? offer.replace("#", words) : offerKind;
};

const nameAll = () => document.querySelectorAll("form[data-offer]").forEach(nameTheAmount);
nameAll();
document.addEventListener("input", nameAll);

const close = (place) => {
  place.hidden = true;
  place.querySelector("[data-offer-place]").replaceChildren();
};

document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.target.closest?.("[data-offer-row]");
  if (!place) return;
  // One form at a time: its fields have the names that the page of the form gives them.
  document.querySelectorAll("[data-offer-row]:not([hidden])").forEach((other) => other !== place && close(other));
  place.hidden = false;
  nameAll();
  place.querySelector("[data-offer-heading]")?.focus();
});

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-offer-cancel]")?.closest("[data-offer-row]");
  if (!place) return;
  event.preventDefault();
  close(place);
  document.querySelector(`[hx-target="#${place.querySelector("[data-offer-place]").id}"]`)?.focus();
});
