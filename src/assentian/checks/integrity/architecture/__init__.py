"""The design of a model, weights apart: layers, shapes and number of parameters equal what was approved."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, named, written
from assentian.checks.inputs import Inputs
from assentian.checks.integrity.architecture import onnx
from assentian.checks.integrity.architecture.protobuf import WireError
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.ledger.verify import LARGEST_INTEGER

LARGEST = 4 * 1024**3
LARGEST_HEADER = 100_000_000
NAMED = 20


def design_faults(found: Sequence[str]) -> float:
    """1 where the design is not the approved one, with the lines that were added and removed as far as the approved
    model is at hand. Unit: faults.

    Source: SHA-256 of operators, joints, shapes and types (ONNX), or of names, shapes and types of tensors
    (safetensors). Does not show: changed weights, which `model-signature` finds, or what the design does.
    """
    return float(len(found))


def parameters_differ(number: int) -> float:
    """Parameters more or fewer than approved. Unit: parameters. Source: this product.

    Does not show: parameters that lie in other files.
    """
    return float(number)


FAULTS = measures(design_faults)
MEASURES = {
    **FAULTS,
    "parameters_differ": Measure(name="parameters_differ", function=parameters_differ, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, digest, parameters, approved, approved_parameters, faults}`; rows are the lines of the design."""
    declared = check.parameters
    lines, parameters = designed(inputs.file(declared["path"]), declared["path"])
    digest = _digest(lines)
    if "design" in declared:
        wanted, number = designed(inputs.file(declared["design"], record=True), declared["design"])
        approved = _digest(wanted)
        changed = [f"+ {one}" for one in lines if one not in set(wanted)]
        changed += [f"- {one}" for one in wanted if one not in set(lines)]
        told = named([written(one.strip()) for one in changed[:NAMED]])
        note = told or f"the order of its parts: {digest}"
    else:
        approved, number = declared["approved"].removeprefix("sha256:"), declared["parameters"]
        note = f"the design has the digest sha256:{digest}"
    return {
        "rows": len(lines),
        "digest": digest,
        "parameters": parameters,
        "approved": approved,
        "approved_parameters": number,
        "faults": {"design_faults": [] if digest == approved else [note]},
    }


def designed(path: Path, name: str) -> tuple[list[str], int]:
    """The design of a model file, line by line, and the number of its parameters; DataError for another format."""
    lines, parameters = _read(path, name)
    if parameters >= LARGEST_INTEGER:
        raise DataError(f"says that it has {parameters:.3g} parameters", file=name)
    return lines, parameters


def _read(path: Path, name: str) -> tuple[list[str], int]:
    if path.stat().st_size > LARGEST:
        raise DataError(f"is larger than {LARGEST:,} bytes", file=name)
    with path.open("rb") as file:
        head = file.read(9)
        length = int.from_bytes(head[:8], "little")
        if head[8:] == b"{" and length < LARGEST_HEADER:
            return _tensors(b"{" + file.read(length - 1), name)
    try:
        return onnx.design(path.read_bytes())
    except (WireError, LookupError, RecursionError, UnicodeError) as error:
        raise DataError(f"is neither ONNX nor safetensors: {error}", file=name) from error


def _tensors(header: bytes, name: str) -> tuple[list[str], int]:
    """Names, types and shapes of the header of a safetensors file."""
    try:
        tensors = {key: one for key, one in json.loads(header).items() if key != "__metadata__"}
        sizes = [_size(one["shape"]) for one in tensors.values()]
        lines = [f"{key} {tensors[key]['dtype']} {tensors[key]['shape']}" for key in sorted(tensors)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"has no header of safetensors: {error!r:.80}", file=name) from error
    return lines, sum(sizes)


def _size(shape: Any) -> int:
    if not all(isinstance(one, int) and one >= 0 for one in shape):
        raise ValueError(f"{shape!r} is no shape")
    return math.prod(shape)


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The design, and the number of its parameters. Pure."""
    more = abs(counts["parameters"] - counts["approved_parameters"])
    note = f"{counts['parameters']:,} parameters; {counts['approved_parameters']:,} were approved"
    return (
        *evaluator(FAULTS)(parameters, counts),
        judged("parameters_differ", parameters_differ(more), NONE_ALLOWED, n=1, note=note),
    )


KIND = Kind(
    name="arch-digest",
    title="Layers, shapes and parameters equal the approved design",
    speaks_for={
        "iso42001:A.6.2.3": "Holds the model against its documented design.",
        "iso42001:A.6.1.3": "Finds that a model was built otherwise than the process for it decided.",
        "iso27001:A.8.32": "Finds a change of the design that nobody approved.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
