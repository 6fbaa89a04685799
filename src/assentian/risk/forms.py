"""What people type about threats: the model as text. The service decides whether it can stand."""

from django import forms
from django.http import QueryDict

from assentian.threats.model import DATA, LARGEST

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
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="Its content takes the place of the text above.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_file(self) -> str | None:
        """The file's text. One that no model is as large as is refused by its size, before it is read."""
        sent = self.cleaned_data.get("file")
        if sent is None:
            return None
        if sent.size > LARGEST:
            raise forms.ValidationError(
                f"The file is {sent.size:,} bytes long; a threat model has at most {LARGEST:,}."
            )
        try:
            return str(sent.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text in UTF-8.") from None

    def said(self) -> str:
        """The text that counts, the file's where one was sent."""
        sent = self.cleaned_data["file"]
        return str(self.cleaned_data["text"] if sent is None else sent)

    def shown_again(self, **changes: str) -> None:
        """Show the text that was sent, whichever way, and with it what changes."""
        posted = QueryDict(mutable=True)
        posted.update({"text": self.said(), "seen": str(self.cleaned_data["seen"]), **changes})
        self.data = posted
