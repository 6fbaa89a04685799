"""Where in the product an action of the quick check is done."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Screen:
    label: str
    url_name: str

    def url(self, organisation: str) -> str:
        return reverse(self.url_name, kwargs={"organisation": organisation})


SCREENS = {
    "requirements": Screen("Planning, requirements", "readiness:requirements"),
    "impact": Screen("Operation, impact assessments", "impact:list"),
    "systems": Screen("Operation, AI systems", "inventory:systems"),
    "assets": Screen("Operation, assets", "inventory:assets"),
    "evidence": Screen("Operation, evidence", "evidence:list"),
    "indicators": Screen("Evaluation, monitoring", "monitoring:indicators"),
    "cases": Screen("Evaluation, cases looked at", "monitoring:cases"),
}
