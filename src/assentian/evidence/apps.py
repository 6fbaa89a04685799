"""Evidence in the shell: its place in the navigation, and what it shows on the pages of systems and assets."""

from typing import Any

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "assentian.evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        from assentian.controls.carriers import carriers
        from assentian.evidence import panels as cards
        from assentian.evidence import proofs, queries, records
        from assentian.evidence.arrivals import arrivals
        from assentian.evidence.batches import panels as batches
        from assentian.inventory.gates import gates
        from assentian.inventory.measured import measured
        from assentian.risk.accepted.services import after_evidence
        from assentian.risk.measured import check_states
        from assentian.web.registry import Entry, Panel, Section, navigation, panels

        gates.add("evidence", records.against)
        check_states.provide(queries.check_states)
        arrivals.add("acceptances", lambda new: after_evidence(new.organisation_id, new.system_id))
        carriers.provide(proofs.carriers)
        measured.provide(queries.newest_by_system)
        navigation.add(Entry(Section.OPERATION, "Evidence", "evidence:list", order=20, count=_failing))
        panels.add(Panel("system", "evidence", "evidence/system.html", cards.of_system, order=20))
        panels.add(Panel("system", "batches", "evidence/batches.html", batches.of_system, order=28))
        panels.add(Panel("system.history", "evidence", "evidence/history.html", cards.history_of_system, order=20))
        panels.add(Panel("asset", "evidence", "evidence/asset.html", cards.of_asset, order=20))


def _failing(request: Any) -> Any:
    from assentian.evidence import queries
    from assentian.web.registry import Count

    number = queries.failing(request.actor.organisation)
    return Count(number, "failing", "bad") if number else None
