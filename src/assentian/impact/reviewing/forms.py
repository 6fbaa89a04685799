"""What a reviewer types."""

from django import forms

from assentian.impact.choices import Mark


class MarkForm(forms.Form):
    mark = forms.ChoiceField(choices=Mark.choices)
    text = forms.CharField(required=False, max_length=4000)
    credit = forms.IntegerField(required=False, min_value=0, max_value=100)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="What has to change", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
