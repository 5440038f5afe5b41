"""Ways into a day: by address and code, by a link or QR code, and the page of the day where one joins."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from framtidsdag.codes import CODE_LENGTH, as_typed
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Participant, Room
from framtidsdag.participants import joining
from framtidsdag.participants.cookies import is_left, keep_receipt, keep_token, own_token, receipt_of, token_for_joining
from framtidsdag.participants.part_forms import CodeForm, JoinForm
from framtidsdag.participants.room_etags import etags_for, not_modified
from framtidsdag.participants.taking_part import day_with_room_or_404
from framtidsdag.participants.wrong_codes import TooSoonError, address_of
from framtidsdag.phases import is_over
from goals.dates import written
from goals.publishing import is_visitor, wants_fragment


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The code of any day, typed."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _code_page(request, form, status=422 if form.is_bound else 200)
    return _to_day(request, form.cleaned_data["kod"], form, wrong=422)


@login_not_required
@require_safe
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The code as the link or the QR code has it."""
    form = CodeForm({"kod": code})
    if not form.is_valid():
        raise Http404("Koden finns inte.")
    return _to_day(request, code, form, wrong=404)


def join_page(request: HttpRequest, date: str) -> HttpResponse:
    """The day's own page for whoever has not joined; closed, it opens by itself."""
    day = day_with_room_or_404(date)
    asks = _asks_account(day)
    if wants_fragment(request):
        etag, _ = etags_for(request, day.room, "joining")
        return not_modified(request, etag) or HttpResponse(headers={"HX-Redirect": request.get_full_path()})
    if asks and is_visitor(request) and day.room.is_open and not is_over(day.phase):
        return redirect_to_login(request.get_full_path())
    code = as_typed(request.GET.get("kod", ""))[:CODE_LENGTH]
    token = own_token(request)
    has_left = is_left(token)
    response = _join_answer(request, day, JoinForm(code=code, needs_code=not asks), has_left=has_left)
    if not asks and (not token or has_left):
        # The browser's own from now on: whatever is sent twice from it is the same participant.
        keep_token(response, day, token_for_joining(request), on=timezone.localdate())
    return response


def join_day(request: HttpRequest, date: str) -> HttpResponse:
    """Join, and go on to the day with one's receipt code."""
    day, at, on = day_with_room_or_404(date), timezone.now(), timezone.localdate()
    asks = _asks_account(day)
    url = reverse("part", args=[date])
    if asks and is_visitor(request):
        return redirect_to_login(url)
    form = JoinForm(request.POST, needs_code=not asks)
    if not form.is_valid():
        return _join_answer(request, day, form, status=422)
    token = "" if asks else token_for_joining(request)
    try:
        if asks:
            participant = joining.join_by_account(
                day=day, user=request.user, name=form.cleaned_data["namn"], at=at, on=on
            )
        else:
            participant = joining.join_by_code(
                day=day, code=form.cleaned_data["kod"], name=form.cleaned_data["namn"], token=token,
                address=address_of(request), at=at, on=on,
            )  # fmt: skip
    except RoomError as refused:
        return _refused(request, day, form, refused)
    response = redirect(f"{url}?{urlencode({'kvitto': 'nytt'})}")
    _keep(request, response, day, participant, token)
    return response


def _keep(request: HttpRequest, response: HttpResponse, day: Framtidsdag, participant: Participant, token: str) -> None:
    on, until = timezone.localdate(), participant.forget_on
    if token:
        keep_token(response, day, token, on=on, until=until)
        keep_receipt(response, day, joining.receipt_for(token), on=on, until=until)
    elif receipt := receipt_of(request, participant):
        keep_receipt(response, day, receipt, on=on, until=until)


def _refused(request: HttpRequest, day: Framtidsdag, form: JoinForm, refused: RoomError) -> HttpResponse:
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused))
    if isinstance(refused, TooSoonError):
        return too_soon(_join_answer(request, day, form, status=429), refused)
    return _join_answer(request, day, form, status=422)


def _join_answer(
    request: HttpRequest, day: Framtidsdag, form: JoinForm, *, has_left: bool = False, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The code stands as text where it came with the address and has not been refused."""
    kod = form["kod"] if "kod" in form.fields else None
    given = kod is not None and not kod.errors and bool(kod.value())
    context = {
        "day": day,
        "when": written(day.date) if day.date else "",
        "form": form,
        "is_given": given,
        "asks_code": kod is not None,
        "is_over": is_over(day.phase),
        "is_open": day.room.is_open,
        "has_left": has_left,
        "forget_on": joining.forget_date(day, timezone.localdate()),
        "etag": etags_for(request, day.room, "joining")[1],
        "poll_url": request.get_full_path(),
        "nav_current": "framtidsdag",
    }
    return render(request, "framtidsdag/join_day.html", context, status=status)


def _asks_account(day: Framtidsdag) -> bool:
    return bool(day.room.joining == Room.Joining.ACCOUNT)


def _to_day(request: HttpRequest, code: str, form: CodeForm, *, wrong: int) -> HttpResponse:
    try:
        room = joining.room_of_code(code=code, address=address_of(request), at=timezone.now())
    except RoomError as refused:
        form.add_error("kod", str(refused))
        if isinstance(refused, TooSoonError):
            return too_soon(_code_page(request, form, status=429), refused)
        return _code_page(request, form, status=wrong)
    return redirect(f"{reverse('part', args=[room.day.in_address])}?{urlencode({'kod': room.code})}")


def _code_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    context = {"form": form, "nav_current": "framtidsdag", "trail": [
        {"label": "Framtidsdagar", "url": reverse("framtidsdagar")}, {"label": "Gå med"},
    ]}  # fmt: skip
    return render(request, "framtidsdag/join.html", context, status=status)


def too_soon(response: HttpResponse, refused: TooSoonError) -> HttpResponse:
    """The refusal with how long to wait, for whatever asks again by itself."""
    response.headers["Retry-After"] = str(refused.after)
    return response
