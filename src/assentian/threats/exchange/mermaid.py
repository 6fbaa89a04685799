"""The data flows of a model as Mermaid text, for a README or a review; crossing flows are drawn thick."""

from assentian.threats.facts import Facts
from assentian.threats.model import ThreatModel

_STORES = {"dataset", "index", "evaluation", "registry", "log"}


def written(model: ThreatModel) -> str:
    """A `flowchart LR`: boundaries as subgraphs, stores as cylinders, actors as rounded boxes."""
    facts = Facts(model)
    names = {name: f"e{number}" for number, name in enumerate([*model.actors, *model.parts])}
    lines = ["flowchart LR"]
    for number, (zone, told) in enumerate(model.boundaries.items()):
        title = _text(f"{told.get('title', zone)} ({told['trust']})")
        lines.append(f"  subgraph z{number}[{title}]")
        lines += [f"    {names[one]}{_shape(model, one)}" for one in names if model.element(one)["in"] == zone]
        lines.append("  end")
    for flow in model.flows:
        arrow = "==>" if facts.crosses(flow) else "-->"
        label = f"|{_text(', '.join(flow.data))}|" if flow.data else ""
        lines.append(f"  {names[flow.source]} {arrow}{label} {names[flow.target]}")
    return "\n".join(lines) + "\n"


def _shape(model: ThreatModel, name: str) -> str:
    title = _text(str(model.element(name).get("title", name)))
    if name in model.actors:
        return f"([{title}])"
    return f"[({title})]" if model.parts[name]["kind"] in _STORES else f"[{title}]"


def _text(words: str) -> str:
    return '"' + words.replace('"', "#quot;") + '"'
