"""A save reads nothing but its own draft, of which nothing is masked, so it need not ask which masks stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from goals import masking

View = TypeVar("View", bound=Callable[..., HttpResponse])


def saves_own_words(view: View) -> View:
    """A POST reads the originals and costs no query for masks. What it renders is decorated with ``shown``."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with masking.originals():
            return view(request, *args, **kwargs)

    return wrapped  # type: ignore[return-value]


def shown(render: View) -> View:
    """What is shown after a refused save is read through the masks, like any other page."""

    @wraps(render)
    def wrapped(*args: object, **kwargs: object) -> HttpResponse:
        with masking.through_masks():
            return render(*args, **kwargs)

    return wrapped  # type: ignore[return-value]
