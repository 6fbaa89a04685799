"""Addresses of impact assessments: the register, reported events, one system's versions, its draft, their review, and
the public summary of a version.
"""

from django.urls import path

from assentian.impact import views
from assentian.impact.drafting import row_views, waiving_views
from assentian.impact.drafting import views as drafting
from assentian.impact.linking import views as linking
from assentian.impact.publishing import public_views as public
from assentian.impact.publishing import views as publishing
from assentian.impact.reported import views as reported
from assentian.impact.reviewing import views as reviewing

app_name = "impact"
_EVENTS = "o/<slug:organisation>/events/"
_SYSTEM = "o/<slug:organisation>/impact/<slug:system>/"
_VERSION = f"{_SYSTEM}versions/<int:version>/"
_QUESTION = f"{_SYSTEM}draft/questions/<slug:question>/"
urlpatterns = [
    path("o/<slug:organisation>/impact/", views.register, name="list"),
    path(_EVENTS, reported.events, name="events"),
    path(f"{_EVENTS}report/", reported.choose, name="choose-event"),
    path(f"{_EVENTS}report/<slug:event_kind>/", reported.report, name="report-event"),
    path(f"{_EVENTS}<int:event>/", reported.event, name="event"),
    path(_SYSTEM, views.assessment, name="assessment"),
    path(f"{_SYSTEM}record/", views.record, name="record"),
    path(f"{_SYSTEM}approve/", views.approve, name="approve"),
    path(f"{_SYSTEM}triggers/<int:trigger>/", views.answer, name="answer"),
    path(f"{_SYSTEM}dpia/", linking.dpia, name="dpia"),
    path(f"{_SYSTEM}start/", drafting.start, name="start"),
    path(f"{_SYSTEM}draft/", drafting.draft, name="draft"),
    path(f"{_SYSTEM}draft/screening/<int:place>/", drafting.screening, name="screening"),
    path(f"{_SYSTEM}draft/modules/<str:module>/", drafting.module, name="module"),
    path(f"{_SYSTEM}draft/people/", drafting.people, name="people"),
    path(f"{_SYSTEM}draft/level/", drafting.level, name="level"),
    path(f"{_SYSTEM}draft/floors/<slug:rule>/", waiving_views.waive, name="waive"),
    path(f"{_SYSTEM}draft/check/", reviewing.check, name="check"),
    path(_VERSION, reviewing.version, name="version"),
    path(f"{_VERSION}mark/<slug:question>/", reviewing.mark, name="mark"),
    path(f"{_VERSION}send-back/", reviewing.send_back, name="send-back"),
    path(f"{_VERSION}sign/", reviewing.sign, name="sign"),
    path(f"{_VERSION}compare/<int:other>/", reviewing.compare, name="compare"),
    path(f"{_VERSION}summary/", publishing.summary, name="summary"),
    path(f"{_VERSION}summary/publish/", publishing.publish, name="summary-publish"),
    path(f"{_VERSION}summary/withdraw/", publishing.withdraw, name="summary-withdraw"),
    path("summaries/<slug:publisher>/<slug:about>/", public.page, name="public-summary"),
    path("summaries/<slug:publisher>/<slug:about>.json", public.as_json, name="public-summary-json"),
    path(f"{_QUESTION}save/", drafting.save, name="save"),
    path(f"{_QUESTION}alone/", drafting.alone, name="alone"),
    path(f"{_QUESTION}comment/", drafting.comment, name="comment"),
    path(f"{_QUESTION}rows/<int:row>/", row_views.row, name="row"),
]
