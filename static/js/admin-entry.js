/* Quicker by keyboard where values are entered (a form with data-entry): Enter, arrow down and up go from row to row,
   and a column copied from Excel and pasted into a value fills the rows below it. Without it, all works by Tab. */
for (const form of document.querySelectorAll("form[data-entry]")) {
  const values = () => [...form.querySelectorAll("input[data-entry-value]")];
  const rows = (text) => text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");

  form.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const fields = values();
    const at = fields.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    const next = fields[at + step];
    if (next) {
      next.focus();
      next.select();
    } else if (step > 0) {
      form.querySelector("[data-entry-save]")?.focus();
    }
  });

  form.addEventListener("paste", (event) => {
    const fields = values();
    const at = fields.indexOf(event.target);
    const lines = rows(event.clipboardData?.getData("text/plain") ?? "");
    if (at < 0 || lines.length < 2 || lines.some((line) => line.includes("\t"))) return;
    event.preventDefault();
    lines.slice(0, fields.length - at).forEach((line, offset) => {
      fields[at + offset].value = line.trim();
    });
    fields[Math.min(at + lines.length, fields.length) - 1].focus();
  });
}
