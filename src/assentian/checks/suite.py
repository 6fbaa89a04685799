"""A suite: which data is tested, what its columns mean, and which checks run; read strictly from YAML.

A `Suite` is only ever made whole: every key known, every type right, every limit in order. Whether the data has the
columns is found when it is opened. Paths are relative to the suite's own folder.
"""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, overload

from assentian.checks.errors import SuiteError, known_names
from assentian.checks.measure import Worse
from assentian.checks.registry import KINDS
from assentian.checks.spec import CheckSpec, Columns, Source, Suite
from assentian.checks.tables.databases import holds_password
from assentian.standards.strict_yaml import ContentError, Document, Place, read

ADVICE = (
    "holds a password; leave it out and set PGPASSWORD, or put the whole URL in the variable "
    "ASSENTIAN_DATA_URL_<NAME> and write database: env:<NAME>"
)


def load_suite(path: Path) -> Suite:
    """Read and check a suite; raises SuiteError naming file, line, key and what is expected."""
    try:
        return _suite(read(path))
    except ContentError as error:
        raise SuiteError.of(error) from error


def _suite(document: Document) -> Suite:
    _validate(document, (), document.content, schema())
    checks = tuple(_check(document, index, raw) for index, raw in enumerate(document.content["checks"]))
    _refuse_twins(document, checks)
    raw = document.content
    roles = raw.get("columns", {})
    columns: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in roles.items()
    }
    data = raw.get("data", {})
    for role, named in data.items():
        if isinstance(named, dict) and holds_password(named.get("database", "")):
            raise document.error(ADVICE, "data", role, "database")
    return Suite(
        system=raw["system"],
        columns=Columns(**columns),
        current=_source(data.get("current")),
        reference=_source(data.get("reference")),
        checks=checks,
        until=_day(document, data.get("until", "")),
        subjects={name: _source(found) for name, found in raw.get("subjects", {}).items()},
        path=document.path,
        digest=hashlib.sha256(document.text.encode()).hexdigest(),
        document=document,
    )


def _day(document: Document, text: str) -> str:
    """A day of the calendar that is not to come."""
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise document.error(f"'{text}' is not a day of the calendar", "data", "until") from None
    if day > datetime.now(UTC).date():
        raise document.error(f"{text} is still to come; rows are about days that have passed", "data", "until")
    return text


@overload
def _source(raw: dict[str, Any] | str) -> Source: ...
@overload
def _source(raw: None) -> None: ...
def _source(raw: dict[str, Any] | str | None) -> Source | None:
    if raw is None:
        return None
    if isinstance(raw, str):
        return Source(path=raw)
    if "profile" in raw:
        return Source(path=raw["profile"], digest=raw["digest"].removeprefix("sha256:"))
    return Source(**raw)


def _check(document: Document, index: int, raw: dict[str, Any]) -> CheckSpec:
    here: Place = ("checks", index)
    kind = KINDS.get(raw["kind"])
    if kind is None:
        problem = f"no check is of the kind '{raw['kind']}'; {known_names(raw['kind'], KINDS)}"
        raise document.error(problem, *here, "kind")
    _validate(document, here, raw, {"$defs": schema()["$defs"], "$ref": f"#/$defs/kinds/{kind.name}"})
    for name, asked in raw.get("metrics", {}).items():
        path = (*here, "metrics", name)
        measure = kind.measures.get(name)
        if measure is None:
            problem = f"{kind.name} has no metric '{name}'; {known_names(name, kind.measures)}"
            raise document.error(problem, *path)
        limit = measure.limit_of(asked)
        below = limit.worse is Worse.BELOW
        if limit.warn < limit.breach if below else limit.warn > limit.breach:
            wanted = "at least" if below else "at most"
            problem = f"warn is {limit.warn:g} and breach {limit.breach:g}; expected a warn of {wanted} the breach"
            raise document.error(problem, *path)
    parameters = {name: value for name, value in raw.items() if name not in {"id", "kind"}}
    return CheckSpec(id=raw["id"], kind=kind.name, parameters=parameters, index=index)


def _refuse_twins(document: Document, checks: tuple[CheckSpec, ...]) -> None:
    seen: dict[str, int] = {}
    for check in checks:
        first = seen.setdefault(check.id, check.index)
        if first != check.index:
            raise document.error(f"the id '{check.id}' is taken by checks[{first}]", "checks", check.index, "id")


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a suite, with that of every kind of check under `$defs.kinds`."""
    import json

    data = resources.files("assentian.checks").joinpath("data")
    found: dict[str, Any] = json.loads(data.joinpath("suite.schema.json").read_text("utf-8"))
    found["$defs"]["kinds"] = {
        name: json.loads(data.joinpath("kinds", f"{name}.json").read_text("utf-8")) for name in KINDS
    }
    return found


def _validate(document: Document, here: Place, value: Any, held: dict[str, Any]) -> None:
    """Hold a value against its schema; the error shown is the deepest, which is what the reader can mend."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(held).iter_errors(value))
    if error is None:
        return
    path = (*here, *error.absolute_path)
    expected = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        unknown = next(name for name in error.instance if name not in known)
        raise document.error(f"unknown key; {known_names(unknown, known)}", *path, unknown)
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        meaning = error.schema["properties"].get(missing, {}).get("description", "a value")
        raise document.error(f"is missing; expected {meaning}", *path, missing)
    raise document.error(f"expected {expected}" if expected else error.message, *path)
