// Enhancement only, for pages with contents or sources: each works without this file.

// On wide screens both are always open, as the stylesheet has it: it is said so, too.
for (const [name, width] of [
  ["contents", 64],
  ["sources", 96],
]) {
  const fold = document.querySelector(`.ma-${name} > details`);
  const wide = matchMedia(`(min-width: ${width}rem)`);
  const show = () => {
    if (fold) fold.open = wide.matches;
  };
  wide.addEventListener("change", show);
  show();
}

// Where you are: the part at the upper edge of the screen is marked in the contents, and named in the strip of a phone.
const contents = document.querySelector(".ma-contents details");
if (contents) {
  const links = [...contents.querySelectorAll("ol a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  const [name, count] = contents.querySelectorAll("summary > :is(b, span)");
  let shown = -1;
  const show = () => {
    const here = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
    if (here === shown) return;
    links[shown]?.removeAttribute("aria-current");
    links[here]?.setAttribute("aria-current", "true");
    name.textContent = links[here]?.textContent ?? "Contents";
    count.textContent = here < 0 ? "" : `${here + 1} of ${links.length}`;
    contents.style.setProperty("--ma-read", (here + 1) / links.length);
    shown = here;
  };
  addEventListener("scroll", () => requestAnimationFrame(show), { passive: true });
  show();
  // What was chosen is not to be covered.
  contents.addEventListener("click", ({ target }) => {
    if (target.closest("a") && name.checkVisibility()) contents.open = false;
  });
}

// A link to what is folded opens it, in browsers that do not do so themselves.
const unfold = () => {
  const target = document.getElementById(location.hash.slice(1));
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
