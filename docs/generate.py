"""Writes the pages of docs/reference/ that repeat what the code says, so that neither can drift from the other.

    python -m docs.generate            write the pages
    python -m docs.generate --check    exit 1 and name the pages that are not as the code says

Each page comes from one place: click's commands, the metrics' own docstrings, the suite's JSON Schema, the table of
permissions, the API's OpenAPI document, the catalogue of checks, the question bank, the registry of its evidence.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by `python -m docs.generate`; do not edit. -->"


def page(title: str, lead: str, body: Iterator[str]) -> str:
    return "\n\n".join([MADE, f"# {title}", lead, *body]) + "\n"


def cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def table(*rows: tuple[str, ...]) -> str:
    head, *rest = (f"| {' | '.join(map(cell, row))} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *rest])


# Commands


def cli() -> str:
    from assentian.cli.main import COMMANDS, main

    def body() -> Iterator[str]:
        context = click.Context(main)
        for name in COMMANDS:
            command = main.get_command(context, name)
            assert command is not None  # noqa: S101  it stands in the table
            yield from one_command(f"assentian {name}", command)

    lead = "Every command, as it explains itself under `--help`. Exit codes stand in a command's text."
    return page("Commands", lead, body())


def one_command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    command._help_option = None  # click keeps the one of an earlier context  # noqa: SLF001
    yield f"## {name}"
    yield f"```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for verb, part in command.commands.items():
            yield from one_command(f"{name} {verb}", part)


# Checks


def checks() -> str:
    from assentian.checks.registry import KINDS

    def body() -> Iterator[str]:
        for kind in KINDS.values():
            yield f"## {kind.name}\n\n{kind.title}."
            yield "A result speaks for:"
            yield table(("Requirement", "Why"), *((f"`{key}`", why) for key, why in kind.speaks_for.items()))
            for measure in kind.measures.values():
                yield f"### {measure.name}\n\n{measure.explanation()}"
                yield limits(measure)

    lead = (
        "Each kind of check and its metrics: formula, source, unit, and what a metric does not show. The text is that "
        "of the code; `assentian check --explain psi` prints one at a terminal. How values are judged: "
        "[counts](../explanation/counts.md)."
    )
    return page("Checks and metrics", lead, body())


def limits(measure: Any) -> str:
    limit = measure.limit
    if not (limit.warn or limit.breach):
        return "Limit: what the suite declares."
    default = "judged when a suite names no metric" if measure.default else "judged only when a suite names it"
    return f"Default limits: warns {limit.worse} {limit.warn:g}, fails {limit.worse} {limit.breach:g}; {default}."


# The catalogue of checks


def check_catalogue() -> str:
    from assentian.checks.registry import KINDS
    from assentian.threats.library import checks as catalogued
    from assentian.threats.library import leads

    def body() -> Iterator[str]:
        leading, built = leads(), sum(id_ in KINDS for id_ in catalogued())
        yield f"Built: {built} of {len(catalogued())}."
        yield table(
            ("Check", "What it looks at", "Tier", "Passes when", "Stale after", "Leads", "Built"),
            *(
                (
                    f"[`{fact.id}`](checks.md#{fact.id})" if fact.id in KINDS else f"`{fact.id}`",
                    fact.title,
                    fact.tier,
                    fact.pass_rule,
                    f"{fact.stale_days} d",
                    ", ".join(leading.get(fact.id, ())),
                    "built" if fact.id in KINDS else "not yet",
                )
                for fact in catalogued().values()
            ),
        )

    lead = (
        "Every check that a threat of the library names, or that feeds the impact assessment. Tier: `core` works "
        "offline with what is installed, `ml` needs the extra with scikit-learn, `extra` a third-party library, `feed` "
        "signed records ([how](../howto/records-and-feeds.md)). Leads: the cells of the guide's table (stage and "
        "STRIDE letter) in which the check is the first evidence."
    )
    return page("The catalogue of checks", lead, body())


# Suite


def suite() -> str:
    from assentian.checks.suite import schema as suite_schema

    schema = suite_schema()

    def body() -> Iterator[str]:
        yield table(("Key", "Expected", ""), *keys(schema, schema, ""))
        for name, kind in schema["$defs"]["kinds"].items():
            yield f"## A check of the kind {name}"
            yield table(("Key", "Expected", ""), *keys(schema, kind, ""))
        yield "## Rules of a column"
        yield table(("Key", "Expected", ""), *keys(schema, schema["$defs"]["rule"], ""))

    lead = (
        "A suite is one YAML file. Unknown keys, keys that stand twice and values of another type are errors that name "
        "file, line and key. Paths are relative to the suite's folder."
    )
    return page("The suite file", lead, body())


def keys(schema: dict[str, Any], node: dict[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    """Key, what is expected there and whether it must stand, depth first through plain objects."""
    for name, raw in node.get("properties", {}).items():
        if raw is True:
            meaning = {"id": "its name, unique in the suite", "kind": "the name of the kind"}[name]
            yield f"`{prefix}{name}`", meaning, "required"
            continue
        found = resolved(schema, raw)
        yield f"`{prefix}{name}`", found.get("description", ""), "required" if name in node.get("required", ()) else ""
        yield from keys(schema, found, f"{prefix}{name}.")


def resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """The node with what its reference says; its own words win."""
    found: Any = schema
    if "$ref" not in node:
        return node
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return {**found, **node}


# Impact assessment


def aiia() -> str:
    from assentian.impact.bank.library import bank
    from docs.assessment import body

    lead = (
        "The question bank of the AI system impact assessment: what is asked, what each answer does to the level, and "
        "which documents the answers fill. `assentian assess` scores a file of answers by it, offline. A result names "
        "the digest below, so that an old level can be derived again."
    )
    return page("The impact assessment", lead, body(bank(), table))


# Evidence of the impact assessment


def evidence_sources() -> str:
    _set_up()
    from assentian.impact.bank.library import bank
    from assentian.impact.measured.sources import sources
    from docs.evidence import body

    lead = (
        "What answers a question of the impact assessment beside the people who are asked: the newest sealed result of "
        "a check that is inside its validity and tested what runs now, or a register. A value comes with its 95 % "
        "interval, the number of cases, the time, the SHA-256 of what it was read from and a link. Stale, foreign and "
        "insufficient results say why and give nothing. What people type against a value that could have filled the "
        "answer is challenged, unless they adjusted it and gave a reason."
    )
    return page("Evidence of the impact assessment", lead, body(bank(), sources.feeders(), table))


# Permissions


def permissions() -> str:
    from assentian.accounts.rules import PERMISSIONS
    from assentian.standards.vocabulary import Role

    def body() -> Iterator[str]:
        head = ("Role", *(f"`{name}`" for name in PERMISSIONS))
        rows = ((role.label, *("yes" if role in held else "" for held in PERMISSIONS.values())) for role in Role)
        yield table(head, *rows)

    lead = (
        "Which role carries which permission, within one organisation. A permission that stands in no row is "
        "refused. A token acts as a contributor, whatever the one who issued it may. What approves, accepts or signs, "
        "and closing a nonconformity, also asks for the password, given within the last ten minutes "
        "(`ASSENTIAN_CONFIRMED_MINUTES`); over the API nothing is signed, whatever role a token had."
    )
    return page("Roles and permissions", lead, body())


# API


def api() -> str:
    _set_up()
    from assentian.api.application import api as application

    schema = application.get_openapi_schema(path_prefix="/api/v1/")

    def body() -> Iterator[str]:
        rows = [
            (f"`{method.upper()} {path}`", operation.get("description") or operation["summary"])
            for path, operations in schema["paths"].items()
            for method, operation in operations.items()
            if method != "parameters"
        ]
        yield table(("Operation", "What it does"), *rows)

    lead = (
        "For pipelines: `Authorization: Bearer TOKEN`, JSON, refusals as problem documents (RFC 9457). Lists are "
        "read page by page by the address in `next`. The whole OpenAPI document is served at `/api/v1/openapi.json`."
    )
    return page("API", lead, body())


def _set_up() -> None:
    """The server's rooms, registered with each other; nothing is stored."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assentian.server.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("ASSENTIAN_HOME", home)
        import django

        django.setup()


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "checks.md": checks,
    "check-catalogue.md": check_catalogue,
    "suite.md": suite,
    "aiia.md": aiia,
    "evidence-sources.md": evidence_sources,
    "permissions.md": permissions,
    "api.md": api,
}


def out_of_step() -> list[str]:
    """Names of the pages that are not as the code says."""
    return [name for name, make in PAGES.items() if current(name) != make()]


def current(name: str) -> str:
    file = REFERENCE / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


def main() -> None:
    if "--check" in sys.argv[1:]:
        stale = out_of_step()
        sys.exit(f"not as the code says: {', '.join(stale)}; run python -m docs.generate" if stale else 0)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
