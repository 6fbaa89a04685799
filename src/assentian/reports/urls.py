from django.urls import path

from assentian.reports import views
from assentian.reports.statement import views as statement

app_name = "reports"
_STATEMENT = "o/<slug:organisation>/statement"
urlpatterns = [
    path("o/<slug:organisation>/ledger/pack/", views.pack, name="pack"),
    path(f"{_STATEMENT}.xlsx", statement.xlsx, name="statement-xlsx"),
    path(f"{_STATEMENT}/import/", statement.import_lines, name="statement-import"),
    path(f"{_STATEMENT}/versions/<int:version>.pdf", statement.pdf, name="statement-pdf"),
    path(f"{_STATEMENT}/versions/<int:version>.docx", statement.docx, name="statement-docx"),
]
