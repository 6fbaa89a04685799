"""Name each statement by its own digest: the same statement in another envelope is not a second piece of evidence."""

import base64
import hashlib
import json
from typing import Any

from django.core.files.storage import default_storage
from django.db import migrations, models


def name_statements(apps: Any, _schema_editor: Any) -> None:
    """The digest of the payload of each stored envelope; that of the envelope where the file store has lost it."""
    evidence = apps.get_model("evidence", "Evidence")
    for row in evidence.objects.filter(statement_digest=None):
        path = f"evidence/{row.organisation_id}/{row.digest}.dsse.json"
        row.statement_digest = row.digest
        if default_storage.exists(path):
            with default_storage.open(path) as file:
                payload = base64.b64decode(json.load(file)["payload"])
            row.statement_digest = hashlib.sha256(payload).hexdigest()
        row.save(update_fields=["statement_digest"])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("accounts", "0001_initial")]
    operations = [
        migrations.AddField("evidence", "statement_digest", models.CharField(max_length=64, null=True)),
        migrations.RunPython(name_statements, migrations.RunPython.noop),
        migrations.AlterField("evidence", "statement_digest", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "evidence",
            models.UniqueConstraint(fields=["organisation", "statement_digest"], name="a_statement_once"),
        ),
    ]
