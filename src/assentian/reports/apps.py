"""The room of what is put together for readers outside; it offers its downloads on the pages of others."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest

from assentian.impact.choices import VersionState
from assentian.impact.orders.rules import Order
from assentian.impact.orders.serving import order_of


class ReportsConfig(AppConfig):
    name = "assentian.reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from assentian.web.registry import Panel, panels

        panels.add(Panel("ledger-actions", "reports", "reports/pack_button.html", _pack_button))
        panels.add(Panel("statement-actions", "reports", "reports/statement_actions.html", _statement_actions))
        panels.add(Panel("treatment-plan-actions", "reports", "reports/plan_actions.html", _plan_actions))
        panels.add(Panel("statement-version", "reports", "reports/statement_version.html", _statement_version))
        panels.add(Panel("assessment-version", "reports", "reports/assessment_version.html", _assessment_version))
        panels.add(Panel("quick-result", "reports", "reports/quick_result.html", _quick_result))


def _pack_button(request: HttpRequest, _subject: object) -> Mapping[str, Any] | None:
    """For those who may export; the others are not shown what they would be refused."""
    actor = getattr(request, "actor", None)
    return {"organisation": actor.organisation} if actor and actor.may("pack.export") else None


def _statement_actions(request: HttpRequest, _subject: object) -> Mapping[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]  # an organisation's page
    return {"organisation": actor.organisation, "may_decide": actor.may("applicability.decide")}


def _plan_actions(request: HttpRequest, query: object) -> Mapping[str, Any]:
    """`query` is how the page is narrowed; its files are narrowed alike."""
    return {"organisation": request.actor.organisation, "query": query}  # type: ignore[attr-defined]


def _statement_version(request: HttpRequest, version: Any) -> Mapping[str, Any]:
    return {"organisation": request.actor.organisation, "version": version}  # type: ignore[attr-defined]


def _assessment_version(request: HttpRequest, version: Any) -> Mapping[str, Any] | None:
    """For a version with a record, in the order that its page shows: a draft has none to download."""
    if version.state == VersionState.DRAFT:
        return None
    order = order_of(request)
    query = "" if order is Order.GUIDE else f"?order={order}"
    return {"organisation": request.actor.organisation, "version": version, "query": query}  # type: ignore[attr-defined]


def _quick_result(_request: HttpRequest, link: object) -> Mapping[str, Any]:
    return {"link": link}
