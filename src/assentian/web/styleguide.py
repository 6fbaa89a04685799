"""The sample values behind /styleguide/: every component once, with believable content, for screenshots and axe."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from assentian.web.charts import Level, Limits, Node, Point, Rate, claimed_proved, group_rates, lineage, threshold
from assentian.web.components.lists import Link, Moment, Step, Task
from assentian.web.components.tables import Cell, Matrix
from assentian.web.pages import Sorting, paginate

ROOT = "sha256:9f2c41d07be2a4c5918f6e3d0cbb7a1290e45f8d6c3b2a190817f6e5d4c3b07e"
NOW = datetime(2026, 11, 22, 18, 4, tzinfo=UTC)

RISKS = [
    (
        "R-014",
        "Training data poisoned through public feed",
        "Credit scoring v3",
        16,
        "critical",
        3,
        1,
        date(2026, 12, 15),
        "overdue",
    ),
    (
        "R-021",
        "Model inversion reveals applicant records",
        "Credit scoring v3",
        15,
        "high",
        3,
        3,
        date(2027, 1, 20),
        "on track",
    ),
    (
        "R-009",
        "Selection rate gap between age groups",
        "CV triage",
        20,
        "critical",
        4,
        1,
        date(2026, 11, 30),
        "breached",
    ),
    (
        "R-033",
        "No reason codes kept for declined claims",
        "Claims triage",
        9,
        "medium",
        2,
        None,
        date(2027, 2, 10),
        "not shown",
    ),
    (
        "R-027",
        "Prompt flood exhausts inference budget",
        "Support assistant",
        6,
        "low",
        1,
        2,
        date(2027, 3, 1),
        "accepted",
    ),
]
FIELDS = ("id", "title", "system", "value", "severity", "claimed", "proved", "due", "status")


class Sample(forms.Form):
    name = forms.CharField(label="Name of the system", help_text="As the people who use it call it")
    form = forms.ChoiceField(
        label="Form",
        choices=[("product", "Product"), ("service", "Service"), ("internal", "Internal tool")],
        widget=forms.RadioSelect,
        help_text="How the organisation provides it",
    )
    stage = forms.ChoiceField(
        label="Lifecycle stage", choices=[("", "Choose"), ("INC", "Inception"), ("OPS", "Operation")]
    )
    purpose = forms.CharField(label="Purpose", widget=forms.Textarea, required=False)
    due = forms.DateField(label="Next review", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agreed = forms.BooleanField(label="The owner has agreed to be named")


class Find(forms.Form):
    q = forms.CharField(label="Search", required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any"), ("overdue", "Overdue")], required=False)


def _risk_matrix() -> Matrix:
    severities = ("low", "low", "medium", "high", "high", "critical")
    counts = {(1, 3): "1", (1, 4): "1", (2, 1): "1", (2, 4): "1", (3, 3): "1"}
    names = ("Almost certain", "Likely", "Possible", "Unlikely", "Rare")
    rows = [
        (
            name,
            [
                Cell(tone := severities[max(0, min(5, column - row + 2))], counts.get((row, column), ""), tone)
                for column in range(5)
            ],
        )
        for row, name in enumerate(names)
    ]
    return Matrix(
        "Open risks by likelihood and consequence",
        ("Negligible", "Minor", "Moderate", "Major", "Severe"),
        rows,
        quiet=True,
    )


BREACH = 0.8


def _charts() -> dict[str, Any]:
    ratios = [0.86, 0.855, 0.87, 0.858, 0.85, 0.852, 0.846, 0.84, 0.843, 0.835, 0.81, 0.774, 0.742]
    months = ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    points = [
        Point(month, v, v - 0.018, v + 0.018, breached=v + 0.018 < BREACH)
        for month, v in zip(months, ratios, strict=True)
    ]
    return {
        "ratios": ratios,
        "trend": threshold(
            points,
            Limits(0.85, BREACH, above=False),
            caption="Selection rate ratio, monthly",
            note="Age groups, 95 % Wilson intervals",
        ),
        "gap": claimed_proved(
            [
                Level("4 Context", 3.2, 2.6, "#"),
                Level("5 Leadership", 3.0, 3.0, "#"),
                Level("6 Planning", 2.8, 1.4, "#"),
                Level("7 Support", 2.5, 1.9, "#"),
                Level("8 Operation", 3.1, 1.2, "#"),
                Level("9 Performance evaluation", 2.0, None, "#"),
                Level("10 Improvement", 1.5, 1.5, "#"),
            ],
            caption="Conformity by clause",
        ),
        "rates": group_rates(
            [
                Rate("African-American", 0.4485, 0.4256, 0.4716, 1795, "bad"),
                Rate("Caucasian", 0.2345, 0.2132, 0.2573, 1488),
                Rate("Other groups", 0.1770, 0.1470, 0.2116, 680),
                Rate("Under 30 records", 0.31, 0.14, 0.55, 16, "quiet"),
            ],
            caption="False positive rate by group",
            reference=0.3235,
            note="95 % Wilson intervals; the dotted line is the rate of all",
        ),
        "lineage": lineage(
            [
                Node("a", "Applications 2025", "dataset", "#"),
                Node("b", "Bureau extract", "dataset", "#", "bad"),
                Node("f", "Feature table v7", "dataset", "#"),
                Node("m", "Scorecard 3.2", "model", "#", "current"),
                Node("c", "Fairness suite", "check", "#"),
                Node("d", "Decision service", "service", "#"),
            ],
            [("a", "f"), ("b", "f"), ("f", "m"), ("f", "c"), ("m", "c"), ("m", "d")],
            caption="Where the model comes from",
        ),
    }


def samples(params: QueryDict) -> dict[str, Any]:
    risks = [dict(zip(FIELDS, risk, strict=True)) for risk in RISKS]
    sorting = Sorting.read(params, {name: (name,) for name in ("id", "value", "due")}, default="-value")
    return {
        "now": NOW,
        "root": ROOT,
        "risks": risks,
        "sort": sorting,
        "listing": paginate(params, range(1284)),
        "crumbs": [Link("AI systems", "#"), Link("Credit scoring", "#")],
        "tabs": [
            Link("Overview", "#", current=True),
            Link("Evidence", "#"),
            Link("Threats", "#"),
            Link("History", "#"),
        ],
        "steps": [
            Step("System and technical context", "#", done=True),
            Step("Stakeholders", "#", done=True),
            Step("Ethics and bias", "#", current=True),
            Step("Recourse and redress"),
        ],
        "tasks": [
            Task("System and technical context", "completed", "#"),
            Task("Stakeholders", "completed", "#"),
            Task("Ethics and bias", "in progress", "#", "2 answers contradict what was measured"),
            Task("Recourse and redress", "not started", "#"),
        ],
        "story": [
            Moment("Selection rate ratio fell below 0.80", NOW, "Bound 0.77 in 2 of 3 windows.", "#", "breach"),
            Moment("Impact assessment reopened", NOW, "", "#", "reopened"),
            Moment("Nonconformity N-12 opened", NOW, "Owner S. Haddad, due 2026-12-06.", "#", "open"),
        ],
        "matrix": _risk_matrix(),
        "words": ["pass", "warn", "fail", "insufficient", "not_run", "in progress", "verified", "overdue"],
        "charts": _charts(),
        "bound": Sample({"name": "Credit scoring", "stage": "OPS", "purpose": "Rank applications for review."}),
        "finder": Find(params or None),
    }
