"""SVG as text: elements with escaped attributes and content, and numbers no longer than they need to be."""

from __future__ import annotations

from html import escape

MARKER_SIZE = 4.5


class Markup(str):
    """Finished markup. Django's templates write it as it is, by the protocol of ``__html__``."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def num(value: float) -> str:
    """A coordinate with at most one decimal: "12.5", "12"."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def el(name: str, /, *children: str, **attributes: str | float | None) -> str:
    """An element. Names are written with hyphens for underscores (``stroke_width``, ``class_``); None is left out.

    Attribute values are escaped here; children are markup already (see ``text``).
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else num(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(children)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str) -> str:
    """Escape what people have written."""
    return escape(words, quote=False)


def label(words: str, x: float, y: float, **attributes: str | float | None) -> str:
    return el("text", text(words), x=x, y=y, **attributes)


def polyline(points: list[tuple[float, float]]) -> str:
    """Path data through the points."""
    (x, y), *rest = points
    return f"M{num(x)} {num(y)}" + "".join(f"L{num(x)} {num(y)}" for x, y in rest)


def marker(shape: str, x: float, y: float, title: str = "", *, hollow: bool = False, scale: float = 1) -> str:
    """A point's mark. Its colour is its group's; ``hollow`` shows the background through it."""
    size = MARKER_SIZE * scale
    look: dict[str, str | float | None] = {"class_": "c-hollow", "fill": "#fff"} if hollow else {}
    if hollow:
        look["stroke_width"] = 2.0
    inner = el("title", text(title)) if title else ""
    if shape in {"circle", "dot"}:
        return el("circle", inner, cx=x, cy=y, r=size * (0.55 if shape == "dot" else 1), **look)
    return el("path", inner, d=_outline(shape, x, y, size), **look)


def _outline(shape: str, x: float, y: float, size: float) -> str:
    if shape == "square":
        half = size * 0.9
        return f"M{num(x - half)} {num(y - half)}h{num(2 * half)}v{num(2 * half)}h{num(-2 * half)}z"
    reach = size * 1.35
    if shape == "diamond":
        out, back = num(reach), num(-reach)
        return f"M{num(x)} {num(y - reach)}l{out} {out}l{back} {out}l{back} {back}z"
    return f"M{num(x)} {num(y - reach)}l{num(reach)} {num(reach * 1.7)}h{num(-2 * reach)}z"
