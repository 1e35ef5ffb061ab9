// The tables of all findings and of all signs: a field that leaves only the rows with the words that are typed.
const finder = document.querySelector("[data-filter]");
const make = (name, properties) => Object.assign(document.createElement(name), properties);
const filter = make("div", { className: "ma-filter" });
const field = make("input", { type: "search", id: "filter" });
const label = make("label", { htmlFor: "filter", textContent: finder.dataset.filter });
const count = make("p", { role: "status" });
const parts = [...finder.querySelectorAll("section")];
const rows = [...finder.querySelectorAll("tbody tr")].map((row) => {
  const title = row.closest("section").querySelector("h2").textContent;
  return [row, `${title} ${row.textContent}`.toLowerCase()];
});
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    shown += !row.hidden;
  }
  for (const part of parts) part.hidden = !part.querySelector("tbody tr:not([hidden])");
  count.textContent = shown
    ? `${shown} of ${rows.length} rows`
    : "No row has these words. You can try a single word, such as “knee” or “sham”.";
});
filter.append(label, field, count);
finder.prepend(filter);
