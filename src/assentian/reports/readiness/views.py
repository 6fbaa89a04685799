"""The download of a quick check's result. Open to whoever has its link, as the page is; nothing is stored."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from assentian.readiness.quick import rules, sealed
from assentian.readiness.quick.access import public_document
from assentian.readiness.quick.questions import questions
from assentian.reports.documents import paper
from assentian.reports.readiness.papers import paper as paper_of
from assentian.reports.statement.views import PDF


@public_document
@require_GET
def pdf(_request: HttpRequest, answers: str) -> HttpResponse:
    """A finished result; an unfinished one leads to its page, which says what is missing."""
    opened = sealed.unseal(answers)
    if opened is None:
        raise Http404
    if rules.missing(questions(), opened):
        return redirect("readiness:quick-kept", answers)
    content = paper.as_pdf(paper_of(opened, sealed.sealed_at(answers)))
    return HttpResponse(content, PDF, headers={"Content-Disposition": 'attachment; filename="aiia-readiness.pdf"'})
