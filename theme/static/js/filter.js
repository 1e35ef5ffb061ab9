// The table of all findings: a field that leaves only the rows with the words that are typed.
const table = document.querySelector("table[data-filter]");
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
  count.textContent = shown
    ? `${shown} of ${rows.length} findings`
    : "No finding has these words. Try one word, such as “knee” or “sham”.";
});
filter.append(label, field, count);
table.parentElement.before(filter);
