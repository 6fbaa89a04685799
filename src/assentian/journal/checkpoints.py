"""Signed checkpoints of the ledgers: made after each commit, and whenever somebody looks.

The signer's memory and the log's key stand in the installation's home, outside the database. A refusal of the signer
is not an error to be retried: the database was rolled back or rewritten, and `verify` says what differs.
"""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from assentian.journal import store
from assentian.journal.context import current, now
from assentian.journal.models import Checkpoint as Signed
from assentian.journal.models import Key
from assentian.ledger.checkpoint import Signer
from assentian.ledger.keys import SigningKey
from assentian.ledger.tree import consistency_proof


def origin(organisation: str) -> str:
    """The log's name in checkpoints: `<host>/<organisation>`."""
    return f"{settings.ASSENTIAN_HOST}/{organisation}"


def _key(organisation: str) -> SigningKey:
    return SigningKey.load_or_make(Path(settings.ASSENTIAN_HOME) / "keys" / "log.pem", origin(organisation))


def signer(organisation: str) -> Signer:
    return Signer(_key(organisation), Path(settings.ASSENTIAN_HOME) / "signer" / f"{organisation}.json")


def remembered() -> list[str]:
    """Keys of the ledgers that the signer has signed a tree of, whatever the database holds of them now."""
    return sorted(path.stem for path in (Path(settings.ASSENTIAN_HOME) / "signer").glob("*.json"))


def sign(organisation: str) -> Signed | None:
    """The signed checkpoint of the tree as it stands; None for an empty tree. `SignerRefusalError` when it was
    rewritten.
    """
    if current() is not None:
        raise RuntimeError("a checkpoint is signed after the act, when its entries are committed")
    signing = signer(organisation)
    with signing.alone(), transaction.atomic():
        head, remembered = store.head(organisation), signing.last()
        last = Signed.objects.filter(organisation=organisation).order_by("-size").first()
        is_current = (remembered.size, remembered.root) == (head.size, head.root())
        if is_current and (head.size == 0 or (last is not None and last.size == head.size)):
            return last
        proof = consistency_proof(min(remembered.size, head.size), head.size, store.reader(organisation, head.size))
        note = signing.sign(head.size, head.root(), proof)
        verifier = _key(organisation).verifier
        Key.objects.get_or_create(
            organisation=organisation,
            key_id=verifier.hash.hex(),
            defaults={"vkey": str(verifier), "purpose": "log", "from_size": last.size if last else 0},
        )
        return Signed.objects.get_or_create(
            organisation=organisation, size=head.size, defaults={"note": note, "at": now()}
        )[0]


def sign_each(organisations: Iterable[str]) -> None:
    for organisation in sorted(organisations):
        sign(organisation)
