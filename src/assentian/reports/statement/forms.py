"""What people send to import lines of the statement: a workbook to check, then what was checked."""

from django import forms

from assentian.reports.documents.sheet_reading import MOST_BYTES


class CheckFile(forms.Form):
    file = forms.FileField(
        label="Workbook (.xlsx)",
        help_text="As exported from here. It is checked row by row; nothing is recorded yet.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def content(self) -> bytes:
        """The file's bytes, as far as they are read at all."""
        found: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return found


class RecordChecked(forms.Form):
    """`rows` are what was shown, signed by us: nobody records what was not looked at."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
