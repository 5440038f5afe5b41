/* Counts down to data-countdown's moment, by the server's clock: a projector's own may be wrong. Without JavaScript
   the element says until when ("till kl. 10.45"). At whole minutes, and when the time is out, it is read aloud. */
{
  let ahead = 0; // milliseconds that the server's clock is ahead of this one
  let said = null;

  // Every answer tells the time, also that nothing has happened (304).
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    const told = Date.parse(detail.xhr.getResponseHeader("Date") ?? "");
    if (!Number.isNaN(told) && Math.abs(told - Date.now()) > 1500) ahead = told - Date.now();
  });

  const minutes = (count) => (count === 1 ? "1 minut kvar" : `${count} minuter kvar`);

  const say = (words) => {
    const announcer = document.querySelector("[data-announcer]");
    if (announcer && said !== words) announcer.textContent = words;
    said = words;
  };

  const tick = () => {
    for (const timer of document.querySelectorAll("[data-countdown]")) {
      const face = timer.querySelector("[data-countdown-left]");
      const left = Math.ceil((Date.parse(timer.dataset.countdown) - Date.now() - ahead) / 1000);
      if (!face || Number.isNaN(left)) continue;
      const isOver = left <= 0;
      const words = isOver ? "Tiden är ute" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (face.textContent !== words) face.textContent = words;
      timer.classList.toggle("is-over", isOver);
      timer.classList.toggle("is-short", !isOver && left <= 60);
      if (isOver && left > -3) say("Tiden är ute.");
      else if (left > 0 && left % 60 === 0) say(minutes(left / 60));
    }
  };

  setInterval(tick, 500);
  document.addEventListener("htmx:afterSettle", tick);
  tick();
}
