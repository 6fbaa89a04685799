"""A model resolves to what it was made of: data, code, parameters, environment, run.

Records say, link by link, what a model (by its SHA-256) was made from. A link resolves when its target is the SHA-256
of a file that is still there, a commit that the repository holds, or any name, for links that the suite says are names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, named
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.provenance import commits
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (
    Field(name="model", meaning="the SHA-256 of the model"),
    Field(name="link", meaning="what the target is to the model: data, code, parameters, environment, run"),
    Field(name="target", meaning="the SHA-256 of a file, a commit, or a name"),
)
LINKS = ("data", "code", "parameters", "environment", "run")
NAMES = ("run",)
SHA256 = re.compile(r"[0-9a-f]{64}")


def resolved_share(resolved: int, required: int) -> float:
    """Links that resolve, as a share of those that every model needs and those that the records name. Unit: share.

    Source: this product. Does not show: whether the model was really made from what its links name; `rebuild` does.
    """
    return resolved / required


def unknown_models(found: Sequence[str]) -> float:
    """Model files of which the records say nothing. Unit: files.

    Does not show: models that lie elsewhere.
    """
    return float(len(found))


FAULTS = measures(unknown_models)
WHOLE = Limit(warn=1, breach=1, worse=Worse.BELOW)
MEASURES = {
    "unsigned": UNSIGNED,
    "resolved_share": Measure(name="resolved_share", function=resolved_share, limit=WHOLE),
    **FAULTS,
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, models, resolved, unresolved: [what], faults}`; rows are the models."""
    parameters = check.parameters
    table, sealed = open_records(check, inputs)
    read = rows.read(table, FIELDS, parameters.get("fields", {}), as_of=rows.as_of(check, inputs))
    links: dict[str, dict[str, list[str]]] = {}
    for model, link, target in read.select("model", "link", "target", then="ORDER BY row"):
        links.setdefault(_bare(model), {}).setdefault(link, []).append(target)
    present = set().union(*(held(place, inputs, record=True).values() for place in parameters["found"]))
    models = held(parameters["model"], inputs, record=False)
    resolved, unresolved = 0, []
    for name, model in sorted(models.items()):
        for said, resolves in _links(links.get(model, {}), present, check, suite):
            resolved += resolves
            if not resolves:
                unresolved.append(f"{name}: {said}")
    unknown = sorted(name for name, model in models.items() if model not in links)
    return {
        "rows": len(models),
        "seals": [sealed],
        "resolved": resolved,
        "unresolved": unresolved,
        "faults": {"unknown_models": unknown},
    }


def _links(
    of_model: Mapping[str, Sequence[str]], present: set[str], check: CheckSpec, suite: Suite
) -> Iterator[tuple[str, bool]]:
    """Each link that a model needs or has, in words, and whether it resolves."""
    parameters = check.parameters
    for link in dict.fromkeys((*parameters.get("links", LINKS), *sorted(of_model))):
        targets = of_model.get(link, ())
        if not targets:
            yield f"no {link}", False
        for target in targets:
            if link in parameters.get("names", NAMES):
                yield f"{link} {target}", True
            elif commits.COMMIT.fullmatch(target):
                yield f"{link} {target}", _committed(target, check, suite)
            else:
                yield f"{link} {target}", _bare(target) in present


def _committed(commit: str, check: CheckSpec, suite: Suite) -> bool:
    """Whether the repository that the suite names holds the commit."""
    if "repository" not in check.parameters:
        return False
    folder = suite.folder / check.parameters["repository"]
    try:
        return folder.is_dir() and commits.holds(folder, commit)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=check.parameters["repository"]) from error


def _bare(digest: str) -> str:
    return digest.lower().removeprefix("sha256:")


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """How the records are sealed, the share that resolves, and the models without a record. Pure."""
    resolved, missing = counts["resolved"], counts["unresolved"]
    required = resolved + len(missing)
    limit = MEASURES["resolved_share"].limit_of(parameters.get("metrics", {}).get("resolved_share", {}))
    value = resolved_share(resolved, required) if required else None
    return (
        sealing(counts["seals"]),
        judged("resolved_share", value, limit, n=required, note=named(missing)),
        *evaluator(FAULTS)(parameters, counts),
    )


KIND = Kind(
    name="lineage",
    title="A model resolves to its data, code, parameters, environment and run",
    speaks_for={
        "iso42001:A.6.2.3": "Shows what the model was made of, as its design and development are to be documented.",
        "iso42001:A.7.5": "Follows data to the model that was made from it.",
        "iso42001:A.4.2": "Ties the resources of a life-cycle stage to the model.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluate,
)
