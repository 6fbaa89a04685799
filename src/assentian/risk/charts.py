"""A threat model drawn: its data flows between zones of trust."""

from assentian.threats.facts import Facts
from assentian.threats.model import ThreatModel
from assentian.web.charts import Chart
from assentian.web.charts.zones import Passage, Station, zones


def data_flows(model: ThreatModel) -> Chart:
    """Boundaries as zones, in the order of the file; flows that cross one are drawn strong and said to cross."""
    facts = Facts(model)
    names = [*model.actors, *model.parts]
    stations = [
        Station(name, str(model.element(name).get("title", name)), str(model.element(name).get("kind", "actor")))
        for name in names
    ]
    members = {
        f"{told.get('title', zone)} ({told['trust']})": [one for one in names if model.element(one)["in"] == zone]
        for zone, told in model.boundaries.items()
    }
    flows = [
        Passage(flow.source, flow.target, ", ".join(flow.data), crosses=facts.crosses(flow)) for flow in model.flows
    ]
    return zones(stations, members, flows, caption=f"Data flows of {model.system['name']}")
