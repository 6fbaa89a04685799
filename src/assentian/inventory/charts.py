"""The lineage of a system as a drawing: assets from the left, the system on the right."""

from django.urls import reverse

from assentian.inventory.models import AISystem
from assentian.inventory.queries import Lineage
from assentian.web.charts import Chart, Node, lineage

_SYSTEM = "system"


def lineage_chart(system: AISystem, origin: Lineage, organisation: str) -> Chart:
    """Every asset once, with the number of its revisions that the system runs on; sources lead to what they became."""
    assets = dict.fromkeys([*origin.parts, *(asset for edge in origin.edges for asset in (edge.asset, edge.source))])
    nodes = [
        Node(
            f"{asset.pk}",
            asset.name,
            _kind(asset.get_kind_display(), origin.parts.get(asset, 0)),
            reverse("inventory:asset", args=[organisation, asset.slug]),
        )
        for asset in assets
    ]
    made = [(f"{edge.source.pk}", f"{edge.asset.pk}") for edge in origin.edges]
    runs_on = [(f"{asset.pk}", _SYSTEM) for asset in origin.parts]
    whole = Node(_SYSTEM, system.name, "AI system", tone="current")
    return lineage([*nodes, whole], [*made, *runs_on], caption="Where it comes from")


def _kind(kind: str, parts: int) -> str:
    return f"{kind}, {parts} revisions" if parts > 1 else kind
