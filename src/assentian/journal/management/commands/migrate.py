"""Django's `migrate`, made accountable: migrations change rows too, and must not become the loophole.

1. Before: the rows must agree with the ledger, else nothing is migrated. 2. The triggers come down (a remade table
would lose them silently). 3. Migrations run. 4. What they changed enters the ledger as schema entries, row by row. 5.
The triggers go up again and their digest is recorded. A run that broke off after step 2 is finished by the next one;
rows that were changed in between show in its schema entries.
"""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate

from assentian.journal import schema


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("plan") or options.get("check_unapplied"):
            super().handle(*args, **options)
            return
        try:
            schema.open_for_migration()
        except schema.SchemaError as error:
            raise CommandError(str(error)) from None
        super().handle(*args, **options)
        schema.close_after_migration()
