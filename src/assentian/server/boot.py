"""Start Django for a command: the home is decided first, then settings are read, then the database is made ready."""

import os
from pathlib import Path

LARGEST_REQUEST = 16 * 1024 * 1024
"""More is refused before it fills a disk; what is larger than the settings allow gets its own answer."""


def boot(home: Path | None = None, *, https: bool | None = None) -> None:
    """Set up Django on the installation in `home` (default: `ASSENTIAN_HOME`, else `~/.assentian`)."""
    if home is not None:
        os.environ["ASSENTIAN_HOME"] = str(home)
    if https is not None:
        os.environ["ASSENTIAN_HTTPS"] = "1" if https else "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assentian.server.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to this version of the product; what migrations change enters the ledger."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def is_current() -> bool:
    """Whether every migration has been applied and the journal's triggers stand."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from assentian.journal import triggers

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not triggers.missing()


def why_not_ready() -> str:
    """What to do before this installation can be worked on; empty where it is ready."""
    from django.conf import settings

    if not has_ledger():
        nearby = next(iter(Path.cwd().glob(".assentian/demo-log-ins.json")), None)
        demonstration = f" (the demonstration lies in {nearby.parent})" if nearby else ""
        return (
            f"there is no installation in {settings.ASSENTIAN_HOME}; "
            f"name its folder with --home{demonstration}, or make one with `assentian found`"
        )
    return "" if is_current() else "the database is not ready for this version; run `assentian upgrade` first"


def has_ledger() -> bool:
    """Whether there is an installation here at all."""
    from django.db import connection

    return "ledger_entry" in connection.introspection.table_names()


def serve(host: str, port: int) -> None:
    """Serve until interrupted. `OSError` when the port is taken."""
    from waitress import serve as waitress

    from assentian.server.wsgi import application

    waitress(
        application,
        host=host,
        port=port,
        threads=4,
        ident="assentian",
        max_request_body_size=LARGEST_REQUEST,
        _quiet=True,
    )
