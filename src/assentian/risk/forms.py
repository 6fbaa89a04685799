"""What people type about threats: the model as text. The service decides whether it can stand."""

from django import forms

from assentian.threats.model import DATA

EXAMPLE = (DATA / "examples" / "credit-scoring.yaml").read_text(encoding="utf-8")


class ThreatModelForm(forms.Form):
    """The whole model in one field; a file, if one is chosen, replaces what stands there."""

    text = forms.CharField(
        label="Threat model",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "code", "wrap": "off"}),
        help_text="YAML: system, boundaries, data, actors, parts and flows. What you do not know may stay open.",
    )
    file = forms.FileField(
        label="Or a file", required=False, help_text="Its content takes the place of the text above."
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def said(self) -> str:
        """The text that counts, the file's where one was sent. UnicodeDecodeError for a file that is no text."""
        sent = self.cleaned_data.get("file")
        return sent.read().decode("utf-8") if sent else str(self.cleaned_data["text"])
