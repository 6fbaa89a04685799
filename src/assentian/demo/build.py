"""Build the demonstration: an organisation with people, systems, data, claims and a year of executed checks, all by
calling services.

Every figure that the pages will show is computed here and now from the laid-out tables; nothing is written in. The
months of the synthetic portfolio are checked with the clock of the demonstration set to each month's end, and
received now: the ledger says when.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assentian.accounts import queries as accounts
from assentian.accounts import services as people
from assentian.accounts.models import User
from assentian.accounts.rules import Actor, Authentication
from assentian.checks.run import Run, run_suite
from assentian.checks.statement import statement
from assentian.checks.suite import load_suite
from assentian.controls import services as controls
from assentian.demo import credit, exercising, records, reviews
from assentian.demo.applicability import declare
from assentian.demo.assessing import reopen, screen, take_over
from assentian.demo.recording import record
from assentian.demo.recording import seal as seal_batch
from assentian.demo.reporting import report_events
from assentian.demo.risks import fill_register, put_criteria_in_force
from assentian.demo.story import Story, story
from assentian.demo.watching import assess, note_cases, note_incident, plan, tell_decisions, watch
from assentian.demo.workspace import Workspace, lay_out
from assentian.evidence import services as evidence
from assentian.inventory import services as inventory
from assentian.inventory.models import AISystem, AssetRevision
from assentian.journal.context import now
from assentian.ledger.envelope import seal
from assentian.ledger.keys import SigningKey
from assentian.readiness import services as readiness
from assentian.risk import services as risk
from assentian.standards.vocabulary import AskRole, IdentityLevel

Progress = Callable[[str], None]
FILLING = "the assessment that the evidence fills"
DRILLED = 200
"""Applications that the fallback is exercised on."""


@dataclass(frozen=True, slots=True)
class LogIn:
    name: str
    role: str
    email: str
    password: str


def build(home: Path, progress: Progress = lambda _step: None) -> list[LogIn]:
    """Fill an empty installation. Returns the generated log-ins, which are kept nowhere in the database."""
    told = story()
    progress("people and roles")
    members, log_ins = _people(told)
    actors = {key: _actor(user, told) for key, user in members.items()}
    manager = next(actors[person.key] for person in told.people if person.role == "aims_manager")
    progress("tables, model and suites")
    workspace = lay_out(home / "demo")
    progress("systems, data and models")
    revisions = _assets(told, manager, members, workspace)
    systems = _systems(told, manager, members, revisions)
    by_role = {person.role: actors[person.key] for person in told.people}
    by_role |= {AskRole.LEGAL: actors["sofia.brandt"], AskRole.INDEPENDENT_REVIEWER: actors["noor.aziz"]}
    progress("impact assessments and limits")
    watch(systems, by_role)
    assess(systems, by_role)
    scored = next(system for system in systems if system.slug == "northwind-score")
    plan(scored, manager)
    progress("controls and claims")
    _claims(told, manager, members)
    key = SigningKey.load_or_make(home / "keys" / "evidence.pem", "northwind-checks")
    people.accept_signing_key(manager, "Checks of the demonstration", str(key.verifier))
    runner = next(actors[person.key] for person in told.people if person.role == "contributor")
    months = list(workspace.credit.items())
    runs = {}
    for month, suite in months[:-1]:
        progress(f"checks of Northwind Score, {month}")
        runs[month] = _run(runner, suite, key, _month_end(month))
    tell_decisions(scored, manager, {month: suite.parent / "live" / f"{month}.parquet" for month, suite in months[:-1]})
    progress("risk criteria and the register of risks")
    put_criteria_in_force(by_role)
    fill_register(systems, actors, by_role)
    note_incident(scored, manager)
    note_cases(scored, manager)
    progress(f"checks of Northwind Score, {months[-1][0]}")
    _run(runner, months[-1][1], key, now())
    progress("recorded decisions, model and records of Northwind Score")
    _check_operation(runner, workspace, scored, runs, home / "keys")
    progress("checks of COMPAS")
    _run(runner, workspace.compas, key, now())
    progress("statement of applicability")
    declare(systems, by_role)
    progress("events from outside")
    report_events(systems, by_role)
    progress("the assessment that the check reopened")
    by_slug = {system.slug: system for system in systems}
    reopen(by_slug["compas"], by_role)
    screen(by_slug["workload-forecast"], by_role)
    progress(FILLING)
    take_over(scored, by_role)
    return log_ins


def _people(told: Story) -> tuple[dict[str, User], list[LogIn]]:
    members, log_ins = {}, []
    for person in told.people:
        password = secrets.token_urlsafe(12)
        members[person.key] = people.create_person(people.NewPerson(person.name, person.email, password))
        log_ins.append(LogIn(person.name, person.role, person.email, password))
    managing = next(person for person in told.people if person.role == "aims_manager")
    people.found_organisation(told.organisation.key, told.organisation.name, members[managing.key])
    manager = _actor(members[managing.key], told)
    for person in told.people:
        people.add_member(manager, members[person.key], {person.role})
    return members, log_ins


def _actor(user: User, told: Story) -> Actor:
    known = Authentication(IdentityLevel.DEMO, now())
    found = accounts.acting(user, told.organisation.key, known)
    if found is None:
        return Actor(user.actor, user.pk, told.organisation.key, frozenset(), known)
    return found[0]


def _assets(told: Story, by: Actor, members: dict[str, User], workspace: Workspace) -> dict[str, list[AssetRevision]]:
    """Every asset with a revision for each of its files, then the edges between them."""
    found: dict[str, list[AssetRevision]] = {}
    assets = {}
    for asset in told.assets:
        assets[asset.key] = inventory.register_asset(
            by,
            inventory.AssetDescription(
                slug=asset.key,
                name=asset.name,
                kind=asset.kind,
                owner_id=members[asset.owner].pk,
                description=asset.description,
                source=asset.source,
                licence=asset.licence,
                legal_basis=asset.legal_basis,
            ),
        )
        found[asset.key] = [
            inventory.record_revision(
                by, assets[asset.key], label=revision.label, digest=revision.digest, made_at=now()
            )
            for revision in asset.revisions(workspace.folder)
        ]
    for edge in told.provenance:
        for revision in found[edge.asset]:
            origins = dict.fromkeys(found[edge.source], edge.origin)
            inventory.record_revision(
                by,
                assets[edge.asset],
                label=revision.label,
                digest=revision.digest,
                made_at=revision.made_at,
                origins=origins,
            )
    return found


def _systems(
    told: Story, by: Actor, members: dict[str, User], revisions: dict[str, list[AssetRevision]]
) -> list[AISystem]:
    registered = []
    for system in told.systems:
        description = inventory.SystemDescription(
            slug=system.key,
            name=system.name,
            purpose=system.purpose,
            intended_use=system.intended_use,
            foreseeable_misuse=system.foreseeable_misuse,
            form=system.form,
            roles=system.roles,
            stage=system.stage,
            owner_id=members[system.owner].pk,
        )
        registered.append(inventory.register_system(by, description))
        if system.threats:
            risk.save_threat_model(by, registered[-1], system.threat_model(), seen=0)
        if system.version:
            parts = [revision for key in system.version.parts for revision in revisions[key]]
            released = datetime.fromisoformat(system.version.released).replace(tzinfo=UTC)
            inventory.release_version(by, registered[-1], system.version.label, parts, released)
    return registered


def _claims(told: Story, by: Actor, members: dict[str, User]) -> None:
    for control in told.controls:
        description = controls.Description(
            requirement=control.requirement,
            statement=control.statement,
            status=control.status,
            owner_id=members[control.owner].pk,
        )
        controls.implement(by, description)
        readiness.claim(by, control.requirement, control.level, "")
    for clause in told.clauses:
        readiness.claim(by, clause.requirement, clause.level, clause.statement)


def _run(by: Actor, suite: Path, key: SigningKey, finished: datetime) -> Run:
    """Run a suite on the real tables, sign each result and send it the way that CI does."""
    with run_suite(load_suite(suite)) as run:
        for result in run.results:
            evidence.receive(by, seal(statement(result, run, finished=finished), key))
    return run


def _check_operation(by: Actor, workspace: Workspace, score: AISystem, runs: Mapping[str, Run], keys: Path) -> None:
    """Record and review the newest month's decisions, exercise the stop, and check all that with model and records."""
    key = SigningKey.load_or_make(keys / "evidence.pem", "northwind-checks")
    desk = SigningKey.load_or_make(keys / "review-desk.pem", "review-desk")
    newest, folder = credit.applications(credit.LIVE_MONTHS[-1]), workspace.records.parent
    seal_batch(by, record(folder, score.slug, newest))
    reviews.write(folder, newest, desk)
    used = {month: sum(result.seconds for result in run.results) for month, run in runs.items()}
    records.write(folder, score, used, exercising.exercise(folder, newest[:DRILLED]), desk)
    for suite in (workspace.events, workspace.model, workspace.records):
        _run(by, suite, key, now())


def _month_end(month: str) -> datetime:
    """Two days after the month's last, when its decisions are in."""
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=3, hour=6)
