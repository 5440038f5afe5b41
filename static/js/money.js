/* Figures copied from a spreadsheet fill the cells of a form rightwards and downwards from where they are pasted. A cell
   is an input with data-cell="row:column" within data-cells; data-cells-note says what was filled, data-cells-hint that
   it can be done. One figure alone is the browser's own business. */
{
  const table = (text) => text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));

  const fill = (form, start, rows) => {
    const [top, left] = start.dataset.cell.split(":").map(Number);
    let filled = 0;
    let lost = 0;
    rows.forEach((row, down) => row.forEach((text, right) => {
      const cell = form.querySelector(`[data-cell="${top + down}:${left + right}"]`);
      if (!cell) {
        if (text.trim()) lost += 1;
        return;
      }
      cell.value = text.trim();
      filled += 1;
    }));
    start.dispatchEvent(new Event("input", { bubbles: true }));
    return { filled, lost };
  };

  const say = (form, { filled, lost }) => {
    const note = form.querySelector("[data-cells-note]");
    if (!note) return;
    note.textContent = `${filled} fält är ifyllda och inget är sparat än.`
      + (lost ? ` ${lost} belopp fick inte plats och är inte med.` : "");
  };

  document.addEventListener("paste", (event) => {
    const cell = event.target.closest?.("[data-cells] [data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    const form = cell.closest("form");
    say(form, fill(form, cell, table(text)));
  });

  const show = (root) => {
    for (const hint of root.querySelectorAll("[data-cells-hint]")) hint.classList.remove("js-only");
  };
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt.parentElement ?? document));
}
