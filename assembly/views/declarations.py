"""What is declared in a matter: yrkanden, reservations, who takes no part, protokollsanteckningar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from assembly import declaring
from assembly.models import Declaration
from assembly.progress import ProcedureError
from assembly.serving import serving_at
from assembly.views.conducting import procedure_or_404, telling, to_page
from assembly.views.procedures import render_page
from assembly.voting_forms import DeclarationForm


@require_POST
def declare(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Add what someone declares; what is refused is said at the form."""
    procedure = procedure_or_404(request, pk, item)
    if procedure.item.paragraph is None:
        messages.error(request, "Ärendet har ingen paragraf. Ange den på dagordningen först.")
        return to_page(procedure.item)
    serving = serving_at(procedure.item.meeting, procedure.item.paragraph)
    form = DeclarationForm(request.POST, serving=serving, prefix="anmalan")
    if form.is_valid():
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        try:
            declaring.declare(
                procedure=procedure, kind=kind, text=text, by=request.user, at=timezone.now(), **form.author()
            )
        except ProcedureError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Antecknat: {Declaration.Kind(kind).label.lower()}.")
            return to_page(procedure.item, "anmalt")
    return render_page(request, procedure.item, status=422, declaration_form=form)


@require_POST
def take_back(request: HttpRequest, pk: int, item: int, declaration: int) -> HttpResponse:
    procedure = procedure_or_404(request, pk, item)
    found = get_object_or_404(Declaration, procedure=procedure, pk=declaration)
    found.procedure = procedure
    with telling(request, "Anmälan är borttagen."):
        declaring.take_back(declaration=found, by=request.user, at=timezone.now())
    return to_page(procedure.item, "anmalt")
