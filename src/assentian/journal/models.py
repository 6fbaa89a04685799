"""The journal's tables, and `Record`, the base of every model whose rows enter the ledger.

Entries, checkpoints and full tiles are only ever appended (triggers refuse anything else); the outbox is emptied by
integration; heads and objects are derived and can be rebuilt from the entries. This module holds no behaviour.
"""

from typing import ClassVar

from django.db import models

INSTALLATION = "installation"
"""Key of the ledger of what belongs to no organisation: people, log-in, organisations themselves."""


class Record(models.Model):
    """A row whose every change becomes a leaf of the ledger.

    `organisation_column` names the column that holds the key of the owning organisation; empty means the
    installation's own ledger. Values of `personal` columns enter leaves only as salted commitments, so that they can
    be erased.
    """

    organisation_column: ClassVar[str] = ""
    personal: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True


class Outbox(models.Model):
    """Changes captured by the triggers and not yet integrated; empty between transactions on SQLite."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.CharField(max_length=64)
    table = models.CharField(max_length=64)
    op = models.CharField(max_length=1)
    before = models.TextField(null=True)  # noqa: DJ001  null: there was no row
    after = models.TextField(null=True)  # noqa: DJ001
    context = models.TextField()

    class Meta:
        db_table = "ledger_outbox"


class Entry(models.Model):
    """One leaf. `about` names the row it changes as `table/key`, for looking up only: what is proved is the leaf."""

    pk = models.CompositePrimaryKey("organisation", "seq")
    organisation = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    leaf = models.BinaryField()
    about = models.CharField(max_length=130)

    class Meta:
        db_table = "ledger_entry"
        indexes = [models.Index(fields=["organisation", "about", "seq"], name="ledger_entry_about")]


class Private(models.Model):
    """Salt and value behind a commitment; the only part of the ledger that can be erased."""

    pk = models.CompositePrimaryKey("organisation", "seq", "path")
    organisation = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    path = models.CharField(max_length=128)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        db_table = "ledger_private"


class Tile(models.Model):
    """Up to 256 hashes (C2SP tlog-tiles). The lowest level keeps full tiles only, the others grow to the right."""

    pk = models.CompositePrimaryKey("organisation", "level", "index")
    organisation = models.CharField(max_length=64)
    level = models.IntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "ledger_tile"


class Head(models.Model):
    """Size and right edge of each tree: what appending needs, and nothing more."""

    organisation = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    frontier = models.BinaryField()

    class Meta:
        db_table = "ledger_head"


class Object(models.Model):
    """Last revision of each journalled row."""

    pk = models.CompositePrimaryKey("organisation", "table", "object")
    organisation = models.CharField(max_length=64)
    table = models.CharField(max_length=64)
    object = models.CharField(max_length=64)
    revision = models.IntegerField()
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "ledger_object"


class Checkpoint(models.Model):
    pk = models.CompositePrimaryKey("organisation", "size")
    organisation = models.CharField(max_length=64)
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_checkpoint"


class Key(models.Model):
    """A verifier key with the range of tree sizes that it signs."""

    pk = models.CompositePrimaryKey("organisation", "key_id")
    organisation = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    vkey = models.TextField()
    purpose = models.CharField(max_length=16)
    from_size = models.BigIntegerField()
    to_size = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_key"
