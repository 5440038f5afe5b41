"""An undefined variable stops the portal's templates and leaves Django's own alone."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines

from tests.plugins.strict_templates import UndefinedVariableError

OWN = str(settings.BASE_DIR / "templates" / "x.html")
DJANGOS = "/somewhere/site-packages/django/contrib/admin/templates/admin/x.html"


def render(text: str, file: str, **context: object) -> str:
    template = Template(text, origin=Origin(file), engine=engines["django"].engine)
    return template.render(Context(context))


@pytest.mark.parametrize(
    "text", ["{{ nothing }}", "{{ thing.nothing }}", "{{ nothing|upper }}", "{% with a=nothing %}{% endwith %}"]
)
def test_an_undefined_variable_is_an_error_in_our_templates(text):
    with pytest.raises(UndefinedVariableError, match=r"nothing.*x.html"):
        render(text, OWN, thing=object())


@pytest.mark.parametrize(
    ("text", "shown"),
    [("{{ nothing|default:'–' }}", "–"), ("{% if nothing %}a{% else %}b{% endif %}", "b"), ("{{ empty }}", "")],
)
def test_what_says_that_it_may_be_missing_is_no_error(text, shown):
    assert render(text, OWN, empty="") == shown


def test_djangos_own_templates_are_left_as_they_are():
    assert render("{{ nothing|default:'–' }}{{ nothing }}", DJANGOS) == "–"
