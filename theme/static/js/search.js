// The search: results as you type. Nothing of Pagefind is loaded before the reader goes to the field or brings a question.
const form = document.querySelector("main form");
const field = form.elements.q;
const [status, list, nothing] = [".ma-found", ".ma-results", ".ma-nothing"].map((name) => document.querySelector(name));
// What readers type, the words of the site for it, and the address that it is meant to find; the longest phrase first.
// Last come words that ask nothing, such as “my”: they have neither.
let synonyms;
const site = new URL("../../", import.meta.url).pathname;
const wordsOf = (text) =>
  text
    .toLowerCase()
    .replace(/['’]/g, "")
    .match(/[\p{L}\p{N}]+/gu) ?? [];
const make = (name, properties) => Object.assign(document.createElement(name), properties);
const HINT = "Results appear as you type.";
const MOST = 6; // pages shown: each is a file to load

const load = async () => {
  const pagefind = await import("../../pagefind/pagefind.js");
  await pagefind.options({ excerptLength: 20 });
  synonyms ??= await (await fetch(`${site}pagefind/synonyms.json`)).json();
  return pagefind;
};

// Returns the pages for a question, the best first, how many there are, and the words searched besides those typed.
const find = async (asked) => {
  const { search } = await load();
  const rest = new Set(wordsOf(asked));
  const meant = [];
  for (const [phrase, words, target] of synonyms) {
    const typed = phrase.split(" ");
    if (!typed.every((word) => rest.has(word))) continue;
    for (const word of typed) rest.delete(word);
    if (words) meant.push([words, site + target]);
  }
  const also = new Set(meant.map(([words]) => words));
  also.delete(asked.toLowerCase());
  if (rest.size) meant.push([[...rest].join(" ")]);
  const ids = new Set();
  const pages = new Map();
  for (const [words, target] of meant) {
    const { results } = await search(words);
    const isMeant = ({ url, sub_results }) => url === target || !!sub_results?.some(isMeant);
    const found = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    // The place that is meant may be on a page with the words among many others, such as the guide.
    for (const result of target ? results.slice(MOST) : []) {
      if (found.some(isMeant)) break;
      found.push(await result.data());
    }
    // For a word that it does not know, Pagefind takes the first letters: a few in common are no answer.
    const starts = wordsOf(words).map((word) => word.slice(0, Math.max(3, word.length - 3)));
    const known = RegExp(`<mark>[^<]{0,2}?(${starts.join("|")})`, "i");
    if (!found[0]?.sub_results.some(({ excerpt }) => known.test(excerpt))) continue;
    for (const { id } of results) ids.add(id);
    found.sort((a, b) => isMeant(b) - isMeant(a));
    for (const { url, meta, sub_results } of found) {
      if (!pages.has(url)) pages.set(url, { url, title: meta.title, sections: new Map() });
      const { sections } = pages.get(url);
      sub_results.sort((a, b) => isMeant(b) - isMeant(a) || b.locations.length - a.locations.length);
      for (const part of sub_results) if (sections.size < 3 && !sections.has(part.url)) sections.set(part.url, part);
    }
  }
  return { pages: [...pages.values()].slice(0, MOST), count: ids.size, also: [...also] };
};

const show = ({ url, title, sections }) => {
  const item = make("li");
  item.append(make("a", { href: url, textContent: title }));
  // What stands above the first heading says least, often only the title.
  const parts = [...sections.values()];
  const inside = parts.filter((part) => part.url !== url);
  for (const part of inside.length ? inside : parts) {
    if (part.url !== url) item.append(make("a", { href: part.url, textContent: part.title }));
    const from = part.plain_excerpt.startsWith(part.title) ? part.title.split(" ").length : 0;
    item.append(make("p", { innerHTML: `${part.excerpt.split(" ").slice(from).join(" ")} …` }));
  }
  return item;
};

let latest = 0;
const answer = async () => {
  const turn = ++latest;
  const asked = field.value.trim();
  history.replaceState(null, "", asked ? `?${new URLSearchParams({ q: asked })}` : ".");
  let found = { pages: [] };
  let text = HINT;
  try {
    if (asked) {
      found = await find(asked);
      text = `We found ${found.count || "no"} page${found.count > 1 ? "s" : ""} for “${asked}”.`;
      if (found.count > MOST) text += ` Here are the best ${MOST}.`;
      if (found.also.length) text += ` We also searched for “${found.also.join("”, “")}”.`;
    }
  } catch {
    text = "The search did not load. You can use the index below instead.";
  }
  if (turn !== latest) return;
  list.replaceChildren(...found.pages.map(show));
  list.hidden = !found.count;
  nothing.hidden = found.count !== 0;
  status.textContent = text;
};

// The number of results is announced once the reader pauses, not at every letter.
let pause;
field.onfocus = () => load().catch(() => {});
field.oninput = () => {
  clearTimeout(pause);
  pause = setTimeout(answer, 250);
};
field.onkeydown = ({ key }) => {
  if (key !== "Escape") return;
  field.value = "";
  answer();
};
form.onsubmit = async (event) => {
  event.preventDefault();
  clearTimeout(pause);
  await answer();
  list.focus();
};
status.textContent = HINT;
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value) answer();
