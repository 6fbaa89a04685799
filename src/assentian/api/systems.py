"""The register over HTTP: AI systems, what their versions run on, digests of assets, and the gate."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Schema
from pydantic import AwareDatetime

from assentian.api.access import ApiRequest
from assentian.api.paging import After, Limit, next_page
from assentian.inventory import queries, services
from assentian.inventory.gates import Answer, gates
from assentian.journal.context import now
from assentian.standards.vocabulary import Stage

router = Router(tags=["systems"])


class System(Schema):
    slug: str
    name: str
    purpose: str
    intended_use: str
    foreseeable_misuse: str
    form: str
    roles: list[str]
    stage: str
    owner: str
    registered_at: datetime
    retired_at: datetime | None

    @staticmethod
    def resolve_owner(system: Any) -> str:
        return str(system.owner)


class Part(Schema):
    """One state of an asset, by the SHA-256 of its content."""

    asset: str
    label: str
    digest: str

    @staticmethod
    def resolve_asset(revision: Any) -> str:
        return str(revision.asset.slug)


class Version(Schema):
    label: str
    released_at: datetime
    parts: list[Part]

    @staticmethod
    def resolve_parts(version: Any) -> list[Any]:
        return list(version.parts.all())


class SystemWithVersions(Schema):
    system: System
    versions: list[Version]


class SystemPage(Schema):
    items: list[System]
    next: str | None


class NewRevision(Schema):
    """`digest` is the SHA-256 of the content in hexadecimal; without `made_at` it was made now."""

    label: str
    digest: str
    made_at: AwareDatetime | None = None


class Revision(Part):
    made_at: datetime


class GateReason(Schema):
    rule: str
    text: str
    answer: Answer
    evidence: int | None


class GateReply(Schema):
    """`answer` is the gravest of the reasons; without any it is clear."""

    system: str
    stage: Stage
    answer: Answer
    reasons: list[GateReason]


@router.get("/systems", response=SystemPage)
def systems(request: ApiRequest, cursor: After = "", limit: Limit = 50) -> dict[str, Any]:
    """AI systems, by slug."""
    register: QuerySet[Any] = queries.systems(request.auth.organisation).filter(slug__gt=cursor).order_by("slug")
    found = list(register[: limit + 1])
    return {"items": found[:limit], "next": next_page(request, found[limit - 1].slug) if len(found) > limit else None}


@router.get("/systems/{slug:slug}", response=SystemWithVersions)
def system(request: ApiRequest, slug: str) -> dict[str, Any]:
    """One AI system and its versions, newest first, each with the digests that it runs on."""
    found = _system(request, slug)
    return {"system": found, "versions": queries.versions(found)}


@router.get("/systems/{slug:slug}/gate", response=GateReply)
def gate(request: ApiRequest, slug: str, stage: str = Stage.DEPLOYMENT.value) -> dict[str, Any]:
    """Whether the system may enter a stage; `stage` in any spelling of the vocabulary."""
    given = gates.ask(_system(request, slug), Stage.of(stage), now())
    return {"system": slug, "stage": given.stage, "answer": given.answer, "reasons": given.reasons}


@router.post("/assets/{slug:slug}/revisions", response=Revision)
def record_revision(request: ApiRequest, slug: str, revision: NewRevision) -> Any:
    """Register a digest, so that evidence about it can be received; one that the asset has already stays as it is."""
    asset = queries.asset(request.auth.organisation, slug)
    if asset is None:
        raise Http404(f"the register has no asset {slug!r}")
    made_at = revision.made_at or now()
    return services.record_revision(request.auth, asset, label=revision.label, digest=revision.digest, made_at=made_at)


def _system(request: ApiRequest, slug: str) -> Any:
    found = queries.system(request.auth.organisation, slug)
    if found is None:
        raise Http404(f"the register has no AI system {slug!r}")
    return found
