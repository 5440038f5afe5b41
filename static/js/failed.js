/* Says in words that what htmx sent was not taken, beside what was sent: the form is left as it is, with every letter. */
const reasons = {
  0: "Portalen svarar inte. Försök igen om en stund.",
  400: "Det gick inte att läsa det som skickades. Är texten mycket lång, så dela upp den.",
  401: "Du är inte längre inloggad. Kopiera det du har skrivit, logga in i en ny flik och klistra in det där.",
  403: "Sidan har hunnit bli för gammal. Kopiera det du har skrivit, läs in sidan på nytt och klistra in det.",
  404: "Det här finns inte längre, eller går inte längre att ändra. Kopiera det du vill ha kvar innan du lämnar sidan.",
};

const tell = (event) => {
  const { elt, xhr } = event.detail;
  const place = elt.closest("form") ?? elt.parentElement;
  if (!place?.isConnected) return;
  const said = place.querySelector("[data-failed]") ?? document.createElement("p");
  said.className = "notice is-warning";
  said.dataset.failed = "";
  said.setAttribute("role", "alert");
  place.append(said);
  const why = reasons[xhr?.status ?? 0] ?? "Något gick fel hos oss. Försök igen om en stund.";
  // What may have come through all the same says so itself: a vote is sent again without being counted twice.
  const unsure = elt.closest("form")?.dataset.failedUnsure;
  if (unsure && !(xhr?.status >= 400 && xhr.status < 500)) said.textContent = unsure;
  else said.textContent = elt.closest("form[method=post]") ? `Inget sparades. ${why}` : why;
};

for (const name of ["responseError", "sendError", "timeout"]) document.addEventListener(`htmx:${name}`, tell);
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.closest("form")?.querySelector("[data-failed]")?.remove());
