/* The day has moved on: a participant's page is read in anew when its polled part (data-phase) says another phase, so
   that the forms of the new one are there. Not while somebody is writing: then the part itself tells where to go. */
{
  const typed = () =>
    [...document.querySelectorAll("main textarea, main input:not([type=hidden], [type=radio], [type=checkbox])")].some(
      (field) => !field.readOnly && (field === document.activeElement || field.value.trim()),
    );
  let seen = document.querySelector("[data-phase]")?.dataset.phase;
  document.addEventListener("htmx:afterSettle", () => {
    const phase = document.querySelector("[data-phase]")?.dataset.phase;
    if (!phase || phase === seen || typed()) return;
    seen = phase;
    location.reload();
  });
}
