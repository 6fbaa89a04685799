"""Django's forms drawn by our own field component (settings: `FORM_RENDERER = "assentian.web.forms.Renderer"`).

Every field comes with its label, hint and error tied to it by id; what was typed is kept; the error summary names each
error and links to its field. Required is the rule: only optional fields are marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class Refusal(Protocol):
    """What a service raises when it will not: its words, and in `field` what they are about ('' for the whole)."""

    field: str


def tell(form: BaseForm, refusal: Refusal, names: Mapping[str, str] | None = None) -> None:
    """Put what a service says on its field: that of the name, of `name_id`, of `names`, or else on the whole form."""
    name = (names or {}).get(refusal.field, refusal.field)
    field = next((one for one in (name, f"{name}_id") if one in form.fields), None)
    form.add_error(field, str(refusal))


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
