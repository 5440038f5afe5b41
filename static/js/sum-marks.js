/* The sum of the numbers filled in, while they are: <form data-sum-marks> with [data-sum-part] and an output [data-sum]. */
for (const form of document.querySelectorAll("[data-sum-marks]")) {
  const sum = form.querySelector("[data-sum]");
  const parts = [...form.querySelectorAll("[data-sum-part]")];
  const count = () => {
    sum.textContent = String(parts.reduce((total, part) => total + (Number.parseInt(part.value, 10) || 0), 0));
  };
  form.addEventListener("input", count);
  count();
}
