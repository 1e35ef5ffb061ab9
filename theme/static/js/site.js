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
    localStorage.maTheme = root.dataset.theme;
  } catch {
    // Storage is refused: the choice lasts until the page is left.
  }
  showLook();
});
system.addEventListener("change", showLook);
showLook();
button.hidden = false;

// Where you are: the section that crosses the upper part of the screen is marked in the contents.
const links = new Map([...document.querySelectorAll(".ma-contents a")].map((link) => [link.hash.slice(1), link]));
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
  for (const section of document.querySelectorAll(".ma-guide > section")) seen.observe(section);
}
