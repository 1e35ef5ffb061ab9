// Enhancement only: every page works without this file.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

// The look: light or dark. The reader's choice is kept on the device; choosing what the device prefers forgets it.
const button = document.querySelector(".ma-theme");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const showLook = () => (button.querySelector("b").textContent = isDark() ? "light" : "dark");
button.addEventListener("click", () => {
  const dark = !isDark();
  root.dataset.theme = dark === system.matches ? "" : dark ? "dark" : "light";
  try {
    localStorage.theme = root.dataset.theme;
  } catch {
    // Storage is refused: the choice lasts until the page is left.
  }
  showLook();
});
system.addEventListener("change", showLook);
showLook();
button.hidden = false;

// Where you are: the section that crosses the upper part of the screen is marked in the contents.
const links = new Map(
  [...document.querySelectorAll(".ma-contents a")].map((link) => [link.hash.slice(1), link]),
);
const strip = document.querySelector(".ma-to-contents span");
if (strip) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const link = links.get(target.querySelector("h2").id);
        if (!link) continue;
        link.toggleAttribute("aria-current", isIntersecting);
        if (isIntersecting) {
          link.setAttribute("aria-current", "true");
          strip.textContent = link.textContent;
        }
      }
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  document.querySelectorAll(".ma-guide > section").forEach((section) => seen.observe(section));
}

// The table of all findings: a field that leaves only the rows with the words that are typed.
const table = document.querySelector("table[data-filter]");
if (table) {
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const filter = make("div", { className: "ma-filter" });
  const field = make("input", { type: "search", id: "filter" });
  const label = make("label", { htmlFor: "filter", textContent: table.dataset.filter });
  const count = make("p", { role: "status" });
  const rows = [...table.querySelectorAll("tbody tr:has(td)")].map((row) => {
    const title = row.parentElement.querySelector("[colspan]").textContent;
    return [row, `${title} ${row.textContent}`.toLowerCase()];
  });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector("tr:has(td):not([hidden])");
    count.textContent = shown ? `${shown} of ${rows.length} findings` : "No finding has these words. Try one word, such as “knee” or “sham”.";
  });
  filter.append(label, field, count);
  table.parentElement.before(filter);
}
