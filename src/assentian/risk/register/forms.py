"""What people type about risks, and how they narrow the register. Services decide what can stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assentian.accounts.models import User
from assentian.inventory.models import AISystem
from assentian.risk.choices import Source
from assentian.risk.criteria.rules import PARTIES, Criteria, Level
from assentian.risk.register.rows import COLUMNS
from assentian.risk.register.rules import Standing
from assentian.risk.register.services import LONGEST_EVENT, NewJudgement, RiskDescription
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import NodeKind

LONGEST_TEXT = 2_000_000
_LINES = forms.Textarea(attrs={"rows": 3})
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
People = Iterable[tuple[User, list[str]]]


def members(people: People) -> list[tuple[int | str, str]]:
    return [("", "Choose a person"), *((user.pk, f"{user.name}, {', '.join(roles)}") for user, roles in people)]


def set_choices(form: forms.Form, name: str, choices: list[tuple[int | str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def annex_c() -> list[tuple[str, str]]:
    """The risk sources of Annex C by key."""
    nodes = (node for node in catalogue().nodes.values() if node.kind is NodeKind.RISK_SOURCE)
    return [(node.key.short, f"{node.key.id} {node.title}") for node in nodes if node.key.edition == "iso42001"]


class DescribeRisk(forms.Form):
    """A risk in the words of ISO 31000, its owner and its next review. What it came from stays as it was found."""

    cause = forms.CharField(widget=_LINES, help_text="What brings it about: the source of the risk.")
    event = forms.CharField(max_length=LONGEST_EVENT, help_text="What happens, in one line.")
    consequence = forms.CharField(
        widget=_LINES, help_text="What follows for the organisation, for people, for groups, for society."
    )
    owner_id = forms.TypedChoiceField(
        label="Risk owner", coerce=int, help_text="Who answers for it, and accepts what remains."
    )
    review_due = forms.DateField(label="Next review", required=False, widget=_DAY)

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "owner_id", members(people))


class ReviseRisk(DescribeRisk):
    """The same, with the fingerprint of what was shown, so that no one overwrites what they have not read."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def description(self, standing: RiskDescription) -> RiskDescription:
        kept = {name: getattr(standing, name) for name in ("source", "source_key", "system_id")}
        return RiskDescription(**kept, **{name: self.cleaned_data[name] for name in DescribeRisk.base_fields})


class IdentifyRisk(DescribeRisk):
    """A risk found by hand, from a threat of the model, or from Annex C."""

    source_key = forms.ChoiceField(
        label="Risk source",
        required=False,
        help_text="The sources of Annex C, ISO/IEC 42001:2023, or one of your own.",
    )
    system_id = forms.TypedChoiceField(
        label="AI system", coerce=int, empty_value=None, required=False, help_text="Leave open for a risk of them all."
    )
    threat = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["system_id", "source_key", "cause", "event", "consequence", "owner_id", "review_due"]

    def __init__(self, systems: Iterable[AISystem], people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(people, *args, **kwargs)
        set_choices(self, "system_id", [("", "All AI systems"), *((one.pk, one.name) for one in systems)])
        set_choices(self, "source_key", [("", "Own finding"), *annex_c()])

    def description(self) -> RiskDescription:
        told = dict(self.cleaned_data)
        threat, key = told.pop("threat"), told.pop("source_key")
        if threat:
            return RiskDescription(**told, source=Source.THREAT, source_key=threat)
        return RiskDescription(**told, source=Source.RISK_SOURCE if key else Source.OWN, source_key=key)


class JudgeRisk(forms.Form):
    """Likelihood, and the consequence to each party by itself; the words are those of the criteria in force."""

    likelihood = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why you judge it so", widget=_LINES, help_text="What it rests on: evidence, incidents, experience."
    )

    def __init__(self, criteria: Criteria, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likelihoods: list[tuple[int | str, str]] = [
            (n, f"{one.word}: {one.anchor}") for n, one in enumerate(criteria.likelihoods, 1)
        ]
        set_choices(self, "likelihood", likelihoods)
        for party in PARTIES:
            steps = [(n, f"{one.word}: {one.anchors[party]}") for n, one in enumerate(criteria.consequences, 1)]
            self.fields[party] = forms.TypedChoiceField(
                label=f"Consequence to {'the ' if party == 'organisation' else ''}{party}",
                coerce=int,
                choices=[(0, "None"), *steps],
                widget=forms.RadioSelect,
            )
        self.order_fields(["likelihood", *PARTIES, "reason"])

    def judgement(self, kind: str) -> NewJudgement:
        told = self.cleaned_data
        consequences: Mapping[str, int] = {party: told[party] for party in PARTIES}
        return NewJudgement(kind=kind, likelihood=told["likelihood"], consequences=consequences, reason=told["reason"])


class TakeIn(forms.Form):
    owner_id = forms.TypedChoiceField(label="Risk owner", coerce=int)

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "owner_id", members(people))


class Settle(forms.Form):
    reason = forms.CharField(label="Why it is none, or none any more", widget=_LINES)


class ImportRisks(forms.Form):
    """A table of risks as a file or as text; what was typed stays until it is imported."""

    text = forms.CharField(
        label="Risks as CSV",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=f"Its head names columns: {', '.join(COLUMNS)}. Owners by e-mail address, steps by word or number.",
    )
    file = forms.FileField(
        label="Or a file", required=False, help_text="CSV or XLSX; it takes the place of the text above."
    )
    dry_run = forms.BooleanField(label="Only look for errors, import nothing", required=False, initial=True)

    def content(self) -> bytes:
        sent = self.cleaned_data.get("file")
        return bytes(sent.read()) if sent else str(self.cleaned_data["text"]).encode()


class FindRisk(forms.Form):
    """What narrows the register; an unknown word narrows nothing. Sorting and page size travel along."""

    text = forms.CharField(label="Words", required=False, widget=forms.SearchInput)
    system = forms.ChoiceField(label="AI system", required=False)
    standing = forms.ChoiceField(
        required=False, choices=[("", "Any standing"), ("open", "To do"), *((one.value, one.label) for one in Standing)]
    )
    level = forms.ChoiceField(
        required=False, choices=[("", "Any level"), *((one.value, one.value.capitalize()) for one in Level)]
    )
    source = forms.ChoiceField(required=False, choices=[("", "Any source"), *Source.choices])
    owner = forms.ChoiceField(required=False)
    sort = forms.CharField(widget=forms.HiddenInput, required=False)
    per_page = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, systems: Iterable[AISystem], people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "system", [("", "Any system"), *((one.slug, one.name) for one in systems)])
        set_choices(self, "owner", [("", "Any owner"), *((user.pk, user.name) for user, _ in people)])

    def asked(self) -> dict[str, str]:
        """The filters that are set and make sense, by name."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name not in {"sort", "per_page"}}
