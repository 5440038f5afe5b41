/* After an answer in the upprop is stored, the next one without an answer has the focus: on its first button. */
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const row = detail.elt.closest?.("[data-calling] > li");
  if (!row) return;
  const rows = [...row.parentElement.children];
  const at = rows.indexOf(row);
  const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((one) => "waiting" in one.dataset);
  const target = next?.querySelector("button, summary") ?? document.querySelector("#avsluta button");
  target?.focus();
});
