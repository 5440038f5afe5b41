/* Taps on the cards of the prioritering (form[data-marks]), one at a time: what is tapped meanwhile waits its turn, so
   that it fills the slot that is free then. Twice on the same button before it is answered is one tap. */
{
  const isOurs = (form) => form?.matches?.("[data-marks]");
  let sent = null;
  let waiting = [];

  document.addEventListener("htmx:confirm", (event) => {
    if (!isOurs(event.detail.elt)) return;
    const tapped = event.detail.triggeringEvent?.submitter?.id ?? "";
    if (sent === null) {
      sent = tapped;
      return;
    }
    event.preventDefault();
    if (tapped && tapped !== sent && !waiting.includes(tapped)) waiting.push(tapped);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!isOurs(detail.requestConfig?.elt)) return;
    // After what was refused or never came, nothing is done that was not seen coming.
    if (!detail.successful) waiting = [];
    // htmx itself is not done with the request before this event is over.
    setTimeout(() => {
      sent = null;
      const next = waiting.shift();
      if (next) document.getElementById(next)?.click();
    });
  });
  // What is refused says so on the board, and shows how it stands.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!isOurs(detail.requestConfig?.elt) || detail.xhr.status !== 422) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });
  // The page has what it asked for: the polled part need not come again for it.
  document.addEventListener("marked", ({ detail }) => {
    const polled = document.getElementById("rummet");
    if (polled && detail.etag) polled.dataset.etag = detail.etag;
  });
}
