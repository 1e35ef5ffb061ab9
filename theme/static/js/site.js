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

// A browser that loads the page again would tick what was ticked: what a reader fills in is forgotten.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) return;
  for (const box of document.querySelectorAll(".ma-worksheet :checked")) box.checked = false;
});
