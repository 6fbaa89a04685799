"""The format of a model: one that cannot run code when it is opened, or one that was looked through."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.integrity.artifact_scan import scanned
from assentian.checks.integrity.containers import contents
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

EXECUTABLE = frozenset({"pickle", "hdf5", "broken"})


def executable_formats(files: int) -> float:
    """Artefacts in a format that can run code when it is opened (pickle in any wrapping, HDF5) and that a scan did not
    find clean.

    Source: first bytes and structure of the file, never its name alone; `artifact-scan` for those that it clears. Unit:
    files.
    Does not show: whether the program that opens a safe format is itself safe.
    """
    return float(files)


MEASURES = {"executable_formats": Measure(name="executable_formats", function=executable_formats, limit=NONE_ALLOWED)}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, forms: {form: files}, executable: [file], cleared: [file]}`."""
    try:
        files = inputs.each(check.parameters["path"])
    except DataError as error:
        raise suite.error(("checks", check.index, "path"), str(error)) from error
    forms: dict[str, int] = {}
    executable: list[str] = []
    cleared: list[str] = []
    for path in files:
        found = {content.form for content in contents(path)}
        for form in found:
            forms[form] = forms.get(form, 0) + 1
        if found & EXECUTABLE:
            is_clean = check.parameters.get("scan", True) and not list(scanned(path))
            (cleared if is_clean else executable).append(path.name)
    return {"rows": len(files), "forms": forms, "executable": executable, "cleared": cleared}


def evaluate(_parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    named = ", ".join(counts["executable"][:20])
    cleared = f"cleared by the scan: {', '.join(counts['cleared'][:20])}" if counts["cleared"] else ""
    value = executable_formats(len(counts["executable"]))
    return (judged("executable_formats", value, NONE_ALLOWED, n=counts["rows"], note=named or cleared),)


KIND = Kind(
    name="format-policy",
    title="The model is kept in a format that cannot run code",
    speaks_for={
        "iso42001:A.6.2.3": "The design decision for a safe format is held on the artefact itself.",
        "iso42001:A.6.2.5": "What is deployed cannot execute code when it is opened.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
