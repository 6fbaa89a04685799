"""The one way in for evidence: verify, store the artefact, record what it says, seal its digest, link it to
requirements.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.evidence.arrivals import arrivals
from assentian.evidence.models import Evidence, EvidenceFor
from assentian.evidence.received import MEDIA_TYPE, EvidenceError, Received, read
from assentian.evidence.rules import grade, validity
from assentian.inventory import queries as inventory
from assentian.inventory.models import AssetRevision
from assentian.journal import integration
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger.verify import VerifierKey
from assentian.standards.catalogue import catalogue

CLOCK_SKEW = timedelta(minutes=5)


def receive(actor: Actor, data: bytes) -> Evidence:
    """Take a signed envelope in. The same statement again returns the evidence that stands already.

    1. The signature is one of a key that this organisation accepts. 2. The system is in its register, every subject
    digest is that of a registered revision (records are sealed with the envelope and need none), a stored reference
    profile is approved, every requirement is in the catalogue, the time is not in the future. 3. The artefact is stored
    under its digest. 4. Row, links and seal are written in one act, with what other rooms make of it. `EvidenceError`
    when 1 or 2 fails; nothing is kept then.
    """
    actor.require("evidence.submit")
    organisation = actor.organisation
    accepted = {key.key_id: key for key in accounts.signing_keys(organisation)}
    found = read(data, {key_id: VerifierKey.parse(key.public_key).public for key_id, key in accepted.items()})
    if standing := _standing(organisation, found):
        return standing
    system = inventory.system(organisation, found.system)
    if system is None:
        raise EvidenceError(f"the register has no AI system {found.system!r}; register it first")
    revisions = inventory.revisions_by_digest(organisation, set(found.subjects))
    received_at = now()
    _check(found, revisions, received_at)
    path = artefact_path(organisation, found.digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    source = {"system": system, "signed_by": accepted[found.key_id], "received_at": received_at}
    try:
        return _keep(actor, found, revisions.values(), source)
    except IntegrityError:
        if standing := _standing(organisation, found):  # somebody sent the same at the same moment
            return standing
        raise


def _keep(actor: Actor, found: Received, revisions: Iterable[AssetRevision], source: Mapping[str, Any]) -> Evidence:
    organisation = actor.organisation
    with act(organisation, actor.name, "receive evidence") as opened:
        evidence = Evidence.objects.create(
            organisation_id=organisation,
            check_id=found.check_id,
            check_kind=found.check_kind,
            verdict=found.verdict,
            grade=grade(found.verdict, is_word=found.is_word),
            digest=found.digest,
            statement_digest=found.statement_digest,
            size=found.size,
            summary=dict(found.summary),
            measured_at=found.measured_at,
            valid_until=found.measured_at + validity(found.check_kind),
            **source,
        )
        evidence.subjects.set(revisions)
        EvidenceFor.objects.bulk_create(
            EvidenceFor(organisation_id=organisation, evidence=evidence, requirement=key) for key in found.controls
        )
        reference = {"sha256": found.digest, "media": MEDIA_TYPE}
        integration.seal(
            organisation,
            opened.encode(),
            "evidence",
            {"ref": [reference], "obj": [Evidence._meta.db_table, str(evidence.pk), 1]},
        )
        arrivals.of(evidence)
    return evidence


def _standing(organisation: str, found: Received) -> Evidence | None:
    return Evidence.objects.of(organisation).filter(statement_digest=found.statement_digest).first()


def artefact_path(organisation: str, digest: str) -> str:
    """Where the file store keeps an envelope."""
    return f"evidence/{organisation}/{digest}.dsse.json"


def _check(found: Received, revisions: Mapping[str, AssetRevision], received_at: datetime) -> None:
    if missing := sorted(
        name for digest, name in found.subjects.items() if digest not in revisions.keys() | found.records
    ):
        raise EvidenceError(
            f"not registered as revisions of an asset: {', '.join(missing)}; register their digests first"
        )
    yardstick = revisions.get(found.yardstick)
    if found.yardstick and (yardstick is None or yardstick.approved_at is None):
        raise EvidenceError(
            "the stored reference profile is not approved; an approver approves its revision on its asset's page"
        )
    if unknown := [key for key in found.controls if catalogue().find(key) is None]:
        raise EvidenceError(f"no edition of the catalogue has {', '.join(unknown)}")
    if not found.controls:
        raise EvidenceError("the statement names no requirement that it speaks for")
    if found.measured_at > received_at + CLOCK_SKEW:
        raise EvidenceError(
            f"measured at {found.measured_at:%Y-%m-%d %H:%M} UTC, which is in the future; check the clock"
        )
