"""Forms: labels, hints and errors tied to their inputs; what was typed is kept; the summary leads to each error."""

from django import forms
from django.template import Context, Template

from assentian.web.forms import Renderer, problems


class Registration(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(label="Name", help_text="As people call it")
    form = forms.ChoiceField(label="Form", choices=[("p", "Product"), ("s", "Service")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The owner has left.")


SENT = Registration({"name": "", "note": "<kept> & safe", "version": "x"})


def test_every_error_is_named_and_leads_to_its_input():
    found = {problem.anchor: problem.message for problem in problems(SENT)}
    assert found["id_name"].startswith("Name:")
    assert found["id_form_0"].startswith("Form:")
    assert "id_agreed" in found
    messages = [problem.message for problem in problems(SENT)]
    assert messages[0] == "The owner has left."
    assert messages[1].startswith("Version:")


def test_a_form_without_errors_has_no_summary():
    assert "There is a problem" not in str(Registration())


def test_label_hint_and_error_belong_to_the_input():
    html = str(SENT)
    assert '<label for="id_name">Name</label>' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_kept_and_escaped():
    assert 'value="&lt;kept&gt; &amp; safe"' in str(SENT)


def test_a_group_of_choices_is_a_fieldset_with_its_legend():
    html = str(SENT)
    assert "<fieldset" in html
    assert "<legend>Form</legend>" in html


def test_only_optional_fields_are_marked():
    assert str(Registration()).count("(optional)") == 1


def test_a_whole_form_posts_with_its_token_and_leaves_checking_to_us():
    template = Template('{% load web %}{% form sent submit="Register" cancel="/back/" %}')
    html = template.render(Context({"sent": SENT, "csrf_token": "t0ken"}))
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
    assert "novalidate" in html
    assert ">Register</button>" in html
    assert 'href="/back/"' in html
    assert 'role="alert"' in html


def test_filters_are_a_form_that_gets():
    html = Template("{% load web %}{% filters sent %}").render(Context({"sent": Registration({"note": "x"})}))
    assert 'method="get"' in html
    assert ">Clear</a>" in html
