/* Counts those who are ticked against a third of those present: <form data-count-ticks data-present="31">. */
for (const form of document.querySelectorAll("[data-count-ticks]")) {
  const sum = form.querySelector("[data-ticks-sum]");
  const words = form.querySelector("[data-ticks-words]");
  const present = Number(form.dataset.present);
  const count = () => {
    const ticked = form.querySelectorAll("[type=checkbox]:checked").length;
    sum.textContent = `${ticked} av ${present}`;
    const enough = ticked > 0 && 3 * ticked >= present;
    words.textContent = enough ? `räcker: 3 × ${ticked} ≥ ${present}` : `räcker inte: 3 × ${ticked} < ${present}`;
  };
  form.addEventListener("change", count);
  count();
}
