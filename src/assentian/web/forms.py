"""Django's forms drawn by our own field component (settings: `FORM_RENDERER = "assentian.web.forms.Renderer"`).

Every field comes with its label, hint and error tied to it by id; what was typed is kept; the error summary names each
error and links to its field. Required is the rule: only optional fields are marked.
"""

from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: what is wrong and the id of the input that mends it ('' for the whole form)."""

    message: str
    anchor: str


def first_input_id(field: BoundField) -> str:
    """The id to jump to; in a group of radios or checkboxes, its first choice."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


def problems(form: BaseForm) -> list[Problem]:
    """Every error of a bound form, the form's own first, then in the order of the fields."""
    whole = [Problem(str(message), "") for message in form.non_field_errors()]
    hidden = [Problem(f"{field.label}: {message}", "") for field in form.hidden_fields() for message in field.errors]
    visible = [
        Problem(f"{field.label}: {message}", first_input_id(field))
        for field in form.visible_fields()
        for message in field.errors
    ]
    return whole + hidden + visible
