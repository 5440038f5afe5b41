"""The kinds of parts that are texts."""

from __future__ import annotations

from drafts import forms
from drafts.editors import Editor, register
from drafts.states import OWN_TEXTS


def register_texts() -> None:
    """Called once from DraftsConfig.ready."""
    register(
        Editor(
            "inledning", OWN_TEXTS, "inledningen", forms.OwnTextsForm, "drafts/parts/own_texts.html", removable=False
        ),
        Editor("mal", "goals.goalstatement", "målbeskrivningen", forms.StatementForm, "drafts/parts/statement.html",
               new="Lägg till ett mål", movable=True),
        Editor("fokus", "goals.focusarea", "fokusområdet", forms.FocusForm, "drafts/parts/focus.html",
               new="Lägg till ett fokusområde", movable=True),
        Editor("finansiellt-mal", "goals.financialtarget", "det finansiella målet", forms.TargetForm,
               "drafts/parts/target.html", new="Lägg till ett finansiellt mål", movable=True),
        Editor("beslutspunkt", "goals.decisionpoint", "beslutspunkten", forms.PointForm, "drafts/parts/point.html",
               new="Lägg till en beslutspunkt", movable=True),
    )  # fmt: skip
