"""What the ledger costs a write: appending beside a plain INSERT and beside pymerkle, capturing beside a bare table.

    python benchmarks/ledger_append.py

Both databases are durable: SQLite with synchronous=FULL, a private PostgreSQL with fsync and synchronous_commit on. The
two sides of a ratio take turns in one run, each batch is one commit, and medians are compared; only the ratios mean
anything on another machine. A plain INSERT writes the same bytes under the same keys through the same connection.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
ROUNDS = {1: 200, 100: 40, 10_000: 5}
TARGETS = {"sqlite": {1: 0.75, 100: 0.80, 10_000: 0.65}, "postgresql": {1: 0.75, 100: 0.60, 10_000: 0.60}}
CAPTURED, MOST_CAPTURE, LEAST_PYMERKLE = 10_000, 1.6, 1.3
LEAF = b'{"act":"change","actor":"p:0000","at":"2026-11-23T12:00:00.000000Z","ch":[["name","%020d",null]],"v":1}'


def alternate(one: Callable[[], float], other: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Median seconds of each, taking turns, after one turn that does not count."""
    one(), other()
    took = [(one(), other()) for _ in range(rounds)]
    return median(first for first, _ in took), median(second for _, second in took)


def row(what: str, ours: float, theirs: float, ratio: float, *, target: str, met: bool) -> None:
    print(
        f"{what:<46} {ours * 1000:10.2f} ms {theirs * 1000:10.2f} ms {ratio:7.2f}   {target:<8}"
        f" {'met' if met else 'MISSED'}",
        flush=True,
    )


def appending(batch: int) -> tuple[float, float]:
    from django.db import connection, transaction

    from assentian.journal import store

    numbers = count()

    def batch_of_leaves() -> list[bytes]:
        return [LEAF % next(numbers) for _ in range(batch)]

    def append() -> float:
        leaves = [(leaf, "table/1") for leaf in batch_of_leaves()]
        start = perf_counter()
        with transaction.atomic():
            store.append("bench", store.head("bench"), leaves)
        return perf_counter() - start

    places = count()

    def insert() -> float:
        rows = [("bench", next(places), leaf, "table/1") for leaf in batch_of_leaves()]
        start = perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO plain (organisation, seq, leaf, about) VALUES (%s, %s, %s, %s)", rows)
        return perf_counter() - start

    binary = "BLOB" if connection.vendor == "sqlite" else "bytea"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute(
            f"CREATE TABLE plain (organisation varchar(64) NOT NULL, seq bigint NOT NULL, leaf {binary} NOT NULL,"
            " about varchar(130) NOT NULL, PRIMARY KEY (organisation, seq))"
        )
        cursor.execute("CREATE INDEX plain_about ON plain (organisation, about, seq)")
    return alternate(append, insert, ROUNDS[batch])


def capturing() -> tuple[float, float]:
    """A bulk insert of rows with the triggers standing, and of the same rows into a table without them."""
    from django.db import connection, models, transaction

    from assentian.journal.context import Act, under_way
    from tests.journal.specimens.models import Specimen

    fields = {field.name: field.clone() for field in Specimen._meta.local_concrete_fields if not field.is_relation}
    bare = type("Bare", (models.Model,), {"__module__": Specimen.__module__, **fields})
    with connection.schema_editor() as editor:
        editor.create_model(bare)
    act = Act("bench", "p:one", "bulk", "", "", "0" * 16, "2026-11-23T12:00:00.000000Z")
    numbers = count()

    def insert(model: type[models.Model]) -> float:
        """Rolled back: capture alone is measured, integration is what `appending` measures."""
        rows = [model(organisation="bench", name=f"{next(numbers)}", keeper="Ada") for _ in range(CAPTURED)]
        with transaction.atomic(), under_way(act), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('assentian.context', %s, true)", [act.encode()])
                cursor.execute("SELECT set_config('assentian.organisation', %s, true)", [act.organisation])
            start = perf_counter()
            model._meta.base_manager.bulk_create(rows)
            took = perf_counter() - start
            transaction.set_rollback(True)
        return took

    return alternate(lambda: insert(Specimen), lambda: insert(bare), 5)


def beside_pymerkle(folder: Path) -> tuple[float, float]:
    from django.db import transaction
    from pymerkle import SqliteTree

    from assentian.journal import store

    leaves = [LEAF % number for number in range(10_000)]
    turns = count()

    def append() -> float:
        organisation, start = f"bench-{next(turns)}", process_time()
        with transaction.atomic():
            store.append(organisation, store.head(organisation), [(leaf, "") for leaf in leaves])
        return process_time() - start

    def append_to_pymerkle() -> float:
        tree, start = SqliteTree(str(folder / f"{next(turns)}.db")), process_time()
        tree.append_entries(leaves)
        took = process_time() - start
        tree.con.close()
        return took

    return alternate(append, append_to_pymerkle, 3)


def measure(folder: Path) -> None:
    """Everything, on the database that the environment names."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", run_syncdb=True, verbosity=0)
    for batch, target in TARGETS[connection.vendor].items():
        ours, plain = appending(batch)
        row(f"{connection.vendor}: append {batch:,}, plain INSERT", ours, plain, plain / ours,
            target=f">= {target}", met=plain / ours >= target)  # fmt: skip
    ours, bare = capturing()
    row(f"{connection.vendor}: capture {CAPTURED:,}, bare table", ours, bare, ours / bare,
        target=f"<= {MOST_CAPTURE}", met=ours / bare <= MOST_CAPTURE)  # fmt: skip
    if connection.vendor == "sqlite":
        ours, theirs = beside_pymerkle(folder)
        row("sqlite: append 10,000, pymerkle (CPU)", ours, theirs, theirs / ours,
            target=f">= {LEAST_PYMERKLE}", met=theirs / ours >= LEAST_PYMERKLE)  # fmt: skip


def measure_in_a_process(url: str, folder: Path) -> None:
    environment = {**os.environ, "ASSENTIAN_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, __file__, str(folder)], env=environment, check=True)


def main() -> None:
    from tests import postgres

    print(f"SQLite {sqlite3.sqlite_version}; ratio: plain, bare or pymerkle beside the ledger")
    print(f"{'':<46} {'ledger':>13} {'other':>13} {'ratio':>7}   target")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_in_a_process(f"sqlite:///{folder / 'bench.sqlite3'}", folder)
        postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
        try:
            with postgres.private_postgres() as url:
                measure_in_a_process(url, folder)
        except postgres.NoPostgresError as error:
            print(f"PostgreSQL was not measured: {error}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        main()
