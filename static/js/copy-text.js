/* Copies a text area's text: <button data-copy="its id">. Where the browser refuses, the text is marked for copying by hand. */
function show() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}
show();
document.addEventListener("htmx:afterSettle", show);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(source.value);
    if (told) told.textContent = "Texten är kopierad.";
  } catch {
    source.focus();
    source.select();
    if (told) told.textContent = "Texten är markerad. Kopiera den med Ctrl+C.";
  }
});
