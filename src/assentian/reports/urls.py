"""Addresses of downloads for readers outside: packs, statements, plans, assessments, the quick check's result."""

from django.urls import path

from assentian.reports import views
from assentian.reports.assessment import views as assessment
from assentian.reports.plan import views as plan
from assentian.reports.readiness import views as readiness
from assentian.reports.statement import views as statement

app_name = "reports"
_ASSESSMENT = "o/<slug:organisation>/impact/<slug:system>/versions/<int:version>"
_PLAN = "o/<slug:organisation>/risks/plan/document"
_STATEMENT = "o/<slug:organisation>/statement"
urlpatterns = [
    path("o/<slug:organisation>/ledger/pack/", views.pack, name="pack"),
    path("readiness/kept/<str:answers>/result.pdf", readiness.pdf, name="quick-pdf"),
    path(f"{_STATEMENT}.xlsx", statement.xlsx, name="statement-xlsx"),
    path(f"{_STATEMENT}/import/", statement.import_lines, name="statement-import"),
    path(f"{_STATEMENT}/versions/<int:version>.pdf", statement.pdf, name="statement-pdf"),
    path(f"{_STATEMENT}/versions/<int:version>.docx", statement.docx, name="statement-docx"),
    path(f"{_STATEMENT}/versions/<int:version>.json", statement.record, name="statement-json"),
    path(f"{_STATEMENT}/versions/<int:version>.oscal.json", statement.plan, name="statement-oscal"),
    path(f"{_PLAN}.pdf", plan.pdf, name="plan-pdf"),
    path(f"{_PLAN}.docx", plan.docx, name="plan-docx"),
    path(f"{_ASSESSMENT}.pdf", assessment.pdf, name="assessment-pdf"),
    path(f"{_ASSESSMENT}.docx", assessment.docx, name="assessment-docx"),
    path(f"{_ASSESSMENT}.json", assessment.record, name="assessment-json"),
]
