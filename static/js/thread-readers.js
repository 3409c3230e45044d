// The button of a new thread names the readers that are chosen (data-button on each choice).
const button = document.querySelector("[data-names-readers]");

const nameReaders = () => {
  const chosen = document.querySelector("[data-button]:checked");
  if (button && chosen) button.textContent = chosen.dataset.button;
};

document.addEventListener("change", nameReaders);
nameReaders();
