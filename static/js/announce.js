/* Reads out what changed after htmx replaced a part of the page. The new part says it in an element with
   data-announce ("12 nyckeltal visas"); base.html's data-announcer is the live region. */
document.addEventListener("htmx:afterSettle", (event) => {
  const message = event.target.closest("[data-announce]") ?? event.target.querySelector("[data-announce]");
  const announcer = document.querySelector("[data-announcer]");
  if (message && announcer) announcer.textContent = message.textContent.trim();
});
