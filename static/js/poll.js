/* A part that asks for itself again (data-poll, with htmx's own trigger). Its data-etag goes along as If-None-Match, and
   what is answered 304 is left as it is: focus, selection and a screen reader's place included. */
{
  const polls = (element) => element.matches?.("[data-poll]");

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (polls(detail.elt) && detail.elt.dataset.etag) detail.headers["If-None-Match"] = detail.elt.dataset.etag;
  });
  // Somebody is in the middle of something here: it is not taken away under the finger.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (polls(elt) && elt.querySelector("details[open]:not([data-stays])")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 304) detail.shouldSwap = false;
  });
  // The line is back: failed.js said that it was gone.
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    if (polls(detail.elt) && detail.xhr.status < 400) detail.elt.parentElement?.querySelector(":scope > [data-failed]")?.remove();
  });
}
