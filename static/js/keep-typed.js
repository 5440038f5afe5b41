/* What is typed in a field with data-keep survives a reload and a lost line: it is kept in this browser under the
   field's key until the server has taken it. A form that was taken comes back with data-taken, the key or keys to let go. */
{
  const PREFIX = "framtidsdag:";
  const store = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null; // no storage, or a full one: the field works as ever
    }
  };
  const keyOf = (field) => `${PREFIX}${location.pathname}:${field.dataset.keep}`;

  const letGo = () => {
    for (const taken of document.querySelectorAll("[data-taken]")) {
      for (const name of taken.dataset.taken.split(" ")) store((kept) => kept.removeItem(`${PREFIX}${location.pathname}:${name}`));
      taken.removeAttribute("data-taken");
    }
  };
  const putBack = () => {
    for (const field of document.querySelectorAll("[data-keep]")) {
      if (field.value) {
        store((kept) => kept.setItem(keyOf(field), field.value)); // typed before this script had come
        continue;
      }
      const text = store((kept) => kept.getItem(keyOf(field)));
      if (text) field.value = text;
    }
  };
  const settle = () => {
    letGo();
    putBack();
  };

  settle();
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("input", ({ target }) => {
    if (!target.dataset?.keep) return;
    store((kept) => (target.value ? kept.setItem(keyOf(target), target.value) : kept.removeItem(keyOf(target))));
  });
}
