// The state bar: what it tells the style sheet of its height and of being stuck, and its menus, which close as menus do.
{
  const bar = document.querySelector("[data-state-bar]");
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--standing-height", `${bar.offsetHeight}px`)).observe(bar);
  const seen = new IntersectionObserver(
    ([entry]) => bar.toggleAttribute("data-stuck", entry.boundingClientRect.top < 0),
    { threshold: [0, 1] },
  );
  const head = bar.parentElement.insertBefore(document.createElement("div"), bar);
  seen.observe(head);

  const close = (except) => document.querySelectorAll(".plan-menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => close(event.target.closest(".plan-menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest(".plan-menu[open]");
    close();
    menu?.querySelector("summary").focus();
  });
}
