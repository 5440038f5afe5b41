/* Reflections brought together on the board (data-group-board): dragged by mouse or by the button's grip, or moved by
   keyboard: the button opens the list of places, arrows go among them, Enter chooses, Escape leaves. Both fill in the
   side's own form (data-move-form). What comes meanwhile waits until the hand is free; ticks stand through it. */
{
  const FAR = 8; // pixels that make a press a drag
  const EDGE = 70;
  let drag = null;
  let focusNext = "";
  let ticked = [];

  const say = (words) => {
    const announcer = document.querySelector("[data-announcer]");
    if (announcer) announcer.textContent = words;
  };
  const reveal = () => {
    for (const button of document.querySelectorAll("[data-group-board] [data-move]")) button.hidden = false;
  };
  const side = (card) => card.closest("[data-side]");
  const busy = (board) =>
    drag !== null ||
    board.querySelector("[data-targets], details[open]") !== null ||
    document.activeElement?.closest("[data-group-board] :is(select, input:not([type=checkbox]))") !== null ||
    [...board.querySelectorAll(".group-tool input")].some((field) => field.value !== field.defaultValue);

  /** Ask the server: into a group, out of every group (""), a new group ("ny"), or a new one with another card. */
  const send = (card, to, other = "") => {
    const form = side(card).querySelector("[data-move-form]");
    const { gor, grupp, reflektion, med } = form.elements;
    gor.value = to === "ny" ? "ny" : "flytta";
    grupp.value = to === "ny" ? "" : to;
    reflektion.value = card.dataset.card;
    med.value = other;
    focusNext = `flytta-${card.dataset.card}`;
    form.requestSubmit();
  };

  // --- By keyboard, and by a tap -----------------------------------------------------------------
  const close = (focus) => {
    const list = document.querySelector("[data-targets]");
    if (!list) return;
    const button = list.closest("[data-card]").querySelector("[data-move]");
    list.remove();
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  const target = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button is-quiet";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  };
  const choose = (button) => {
    const card = button.closest("[data-card]");
    const isOpen = card.querySelector("[data-targets]") !== null;
    close(false);
    if (isOpen) return button.focus();
    const places = [...side(card).querySelectorAll("[data-drop]")].filter(({ dataset }) => dataset.drop !== card.dataset.group);
    const list = document.createElement("div");
    list.className = "move-targets";
    list.dataset.targets = "";
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", `Flytta ”${card.dataset.short}” till`);
    for (const { dataset } of places) list.append(target(dataset.dropLabel, () => send(card, dataset.drop)));
    list.append(target("Avbryt", () => close(true)));
    card.append(list);
    button.setAttribute("aria-expanded", "true");
    const suggested = places.findIndex(({ dataset }) => dataset.drop === button.dataset.suggested);
    list.children[Math.max(suggested, 0)].focus();
    say(`Flytta ”${card.dataset.short}”. Välj plats med piltangenterna. Retur flyttar, Escape avbryter.`);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-group-board] [data-move]");
    if (button) choose(button);
    else if (!event.target.closest("[data-targets]")) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) return finish(false);
    const list = event.target.closest?.("[data-targets]");
    if (!list) return;
    const all = [...list.children];
    const at = all.indexOf(event.target);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key === "Escape") {
      close(true);
      say("Inget flyttades.");
    } else if (event.key in steps) all[(at + steps[event.key] + all.length) % all.length].focus();
    else if (event.key === "Home") all[0].focus();
    else if (event.key === "End") all.at(-1).focus();
    else return;
    event.preventDefault();
  });

  // --- By drag -------------------------------------------------------------------------------------
  const begin = () => {
    const box = drag.card.getBoundingClientRect();
    drag.ghost = drag.card.cloneNode(true);
    for (const one of [drag.ghost, ...drag.ghost.querySelectorAll("[id]")]) one.removeAttribute("id");
    for (const one of drag.ghost.querySelectorAll("input, .reflection-acts")) one.remove();
    drag.ghost.className = "reflection drag-ghost";
    drag.ghost.setAttribute("aria-hidden", "true");
    drag.ghost.removeAttribute("data-card");
    drag.ghost.style.inlineSize = `${box.width}px`;
    drag.dx = box.left - drag.x;
    drag.dy = box.top - drag.y;
    document.body.append(drag.ghost);
    drag.card.classList.add("is-lifted");
    document.documentElement.classList.add("is-dragging");
    side(drag.card).classList.add("takes-drop");
    getSelection()?.removeAllRanges();
  };
  const placeUnder = (x, y) => {
    const under = document.elementFromPoint(x, y)?.closest("[data-card], [data-drop]");
    if (!under || side(under) !== side(drag.card) || under === drag.card) return null;
    if (!under.matches("[data-card]")) return under.dataset.drop === drag.card.dataset.group ? null : under;
    // Over a card of a group it is the group that is meant; over one that stands for itself, the two of them.
    if (!under.dataset.group) return under;
    return under.dataset.group === drag.card.dataset.group ? null : under.closest("[data-drop]");
  };
  const finish = (drops) => {
    const { card, ghost, over } = drag;
    drag = null;
    if (!ghost) return;
    ghost.remove();
    card.classList.remove("is-lifted");
    over?.classList.remove("is-over");
    side(card).classList.remove("takes-drop");
    document.documentElement.classList.remove("is-dragging");
    // The press ends here: it is no click on what lies under.
    const swallow = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
    if (!drops || !over) return say("Inget flyttades.");
    if (over.matches("[data-card]")) send(card, "ny", over.dataset.card);
    else send(card, over.dataset.drop);
  };

  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.("[data-group-board] [data-card]");
    if (!card || event.button !== 0 || !event.isPrimary || !side(card).querySelector("[data-move-form]")) return;
    // A finger on the card scrolls the page; on the button it drags.
    const grip = event.target.closest("[data-move]");
    if (!grip && (event.pointerType !== "mouse" || event.target.closest("a, button, input, select, details, [data-targets]"))) return;
    drag = { card, x: event.clientX, y: event.clientY, ghost: null, over: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { clientX: x, clientY: y } = event;
    if (!drag.ghost) {
      if (Math.hypot(x - drag.x, y - drag.y) < FAR) return;
      begin();
    }
    drag.ghost.style.transform = `translate(${x + drag.dx}px, ${y + drag.dy}px)`;
    if (y < EDGE) scrollBy(0, -14);
    else if (y > innerHeight - EDGE) scrollBy(0, 14);
    const over = placeUnder(x, y);
    if (over === drag.over) return;
    drag.over?.classList.remove("is-over");
    over?.classList.add("is-over");
    drag.over = over;
  });
  document.addEventListener("pointerup", () => drag && finish(true));
  document.addEventListener("pointercancel", () => drag && finish(false));
  document.addEventListener("dragstart", (event) => drag && event.preventDefault());

  // --- What comes meanwhile ------------------------------------------------------------------------
  const isPoll = ({ detail }) => detail.requestConfig?.elt?.matches("[data-group-board][data-poll]") ?? false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isPoll(event) && busy(event.detail.elt)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isPoll(event) || !event.detail.shouldSwap) return;
    const board = event.detail.requestConfig.elt;
    if (busy(board)) {
      event.detail.shouldSwap = false;
      return;
    }
    ticked = [...board.querySelectorAll("[type=checkbox]:checked")].map(({ id }) => id);
    focusNext = document.activeElement?.closest("[data-group-board]") ? document.activeElement.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    reveal();
    for (const id of ticked) {
      const box = document.getElementById(id);
      if (box) box.checked = true;
    }
    ticked = [];
    const next = focusNext && document.getElementById(focusNext);
    if (next && next !== document.activeElement) next.focus({ preventScroll: true });
    focusNext = "";
  });
  reveal();
}
