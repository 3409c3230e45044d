// The state bar: what it tells the style sheet of its height and of being stuck, its menus, which close as menus do, and
// its button, which follows the open points that a saved row brings.
{
  /** @type {HTMLElement} */
  const bar = document.querySelector("[data-state-bar]");
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--standing-height", `${bar.offsetHeight}px`)).observe(bar);
  const seen = new IntersectionObserver(
    ([entry]) => bar.toggleAttribute("data-stuck", entry.boundingClientRect.top < 0),
    { threshold: [0, 1] },
  );
  const head = bar.parentElement.insertBefore(document.createElement("div"), bar);
  seen.observe(head);

  const points = bar.querySelector("[data-sum=points]");
  let was = points?.querySelector("a").dataset.status;
  const follow = async () => {
    const [{ dataset: { status } }, next] = points.querySelectorAll("a");
    const button = bar.querySelector("[data-next-point]");
    if (status === was && button) button.href = next?.href ?? location.pathname;
    if (status === was) return;
    // Without an answer, the next points ask again.
    const page = await fetch(location.pathname).then((answer) => answer.text()).catch(() => "");
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector(".bar-button");
    if (!fresh) return;
    was = status;
    bar.querySelector(".bar-button")?.replaceWith(fresh);
  };
  if (points) new MutationObserver(follow).observe(points, { childList: true });

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
