"""What a browser can tell of a page beside its accessibility faults: too wide, too small, out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDER_THAN_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) return [`the page is ${document.documentElement.scrollWidth} wide`];
  return [...document.querySelectorAll("header *, main *, footer *, nav *")]
    .filter(e => !e.closest(".scroll, .visually-hidden, .thread-line .label, svg"))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width > 1 && box.right > width + 1)
    .map(([e]) => e.outerHTML.slice(0, 100));
}"""
# Links in running text are exempt (WCAG 2.5.8), and so is what only a screen reader meets.
SMALLER_THAN_A_FINGER = """() => [...document.querySelectorAll(
    "a, button, summary, select, textarea, input:not([type=hidden])")]
  .map(e => e.matches("[type=checkbox], [type=radio]") ? e.labels[0] ?? e : e)
  .filter(e => e.checkVisibility() && !e.closest(".visually-hidden, .skip") && getComputedStyle(e).display !== "inline")
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
  .map(([e, box]) => `${e.outerHTML.slice(0, 100)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
# What has the focus, and whether an outline of its own, or of the card it fills, shows it.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const shown = [e, ...(e.closest(".goal") ? [e.closest(".goal")] : [])].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return { html: e.outerHTML.slice(0, 100), shown, inside: box.bottom > 0 && box.top < innerHeight,
           end: e.hasAttribute("data-test-last") };
}"""


def fits(page: Page) -> None:
    """Fails when the page scrolls sideways, or has a target that a finger would miss."""
    page.wait_for_load_state("load")
    wide, small = page.evaluate(WIDER_THAN_THE_SCREEN), page.evaluate(SMALLER_THAN_A_FINGER)
    size = page.viewport_size or {}
    assert not wide, f"{page.url} at {size}: {wide}"
    assert not small, f"{page.url} at {size}: targets under 44 pixels: {small}"
