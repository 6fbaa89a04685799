"""From commit to ledger: exactly once, without gaps, whatever writes at the same time and wherever a process dies."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from assentian.journal import integration, models, reconciliation, store, verification
from assentian.journal.acts import act
from assentian.ledger.verify import TAMPERED, UNANCHORED
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Specimen

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("own_database", "after_commit")]

DIES = """
import os, signal, sys, django
django.setup()
from django.conf import settings
from django.db import connection
from assentian.journal import integration
from assentian.journal.acts import act
from tests.journal.specimens.models import Specimen

settings.JOURNAL_INLINE = False
statements = -1  # the statements of integration count, those before do not

def counted(execute, sql, parameters, many, context):
    global statements
    if statements >= 0:
        if statements == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        statements += 1
    return execute(sql, parameters, many, context)

def counting(integrate=integration.integrate):
    global statements
    statements = 0
    return integrate()

integration.integrate = counting
with connection.execute_wrapper(counted), act("northwind", "p:two", "die"):
    Specimen.objects.create(organisation="northwind", name="last words", keeper="Ada")
"""


def create(name: str) -> Specimen:
    return Specimen.objects.create(organisation=ORGANISATION, name=name)


def test_a_write_is_in_the_ledger_and_signed_when_the_act_is_over(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "create"):
        create("first")
    assert [leaf["act"] for leaf in leaves(ORGANISATION)] == ["create"]
    assert models.Checkpoint.objects.filter(organisation=ORGANISATION, size=1).exists()
    assert models.Outbox.objects.count() == 0


def test_a_refused_signature_is_logged_and_the_write_stands(
    home: Path, leaves: Leaves, caplog: pytest.LogCaptureFixture
) -> None:
    memory = home / "signer" / f"{ORGANISATION}.json"
    memory.write_text(json.dumps({"size": 5, "root": "00" * 32}))
    with act(ORGANISATION, "p:one", "create"):
        create("first")
    assert len(leaves(ORGANISATION)) == 1
    assert "nothing is signed" in caplog.text
    assert not models.Checkpoint.objects.filter(organisation=ORGANISATION).exists()


def test_acts_of_one_transaction_keep_their_order(leaves: Leaves) -> None:
    with transaction.atomic():
        for name in ("first", "second"):
            with act(ORGANISATION, "p:one", name):
                create(name)
    assert [leaf["act"] for leaf in leaves(ORGANISATION)] == ["first", "second"]


def test_a_seal_stands_between_the_rows_of_its_act(leaves: Leaves) -> None:
    digest = "00" * 32
    with act(ORGANISATION, "p:one", "seal") as opened:
        create("first")
        integration.seal(ORGANISATION, opened.encode(), "evidence", {"ref": [{"sha256": digest, "media": "text/x"}]})
        create("second")
    assert [leaf["t"] for leaf in leaves(ORGANISATION)] == ["state-change", "evidence", "state-change"]
    assert models.Entry.objects.get(organisation=ORGANISATION, seq=1).about == f"sha256/{digest}"


def test_writers_at_the_same_time_are_numbered_without_gap_or_double(leaves: Leaves) -> None:
    writers, acts = 4, 6

    def write(writer: int) -> None:
        try:
            for number in range(acts):
                with act(ORGANISATION, f"p:{writer}", "create"):
                    create(f"{writer}-{number}")
        finally:
            connection.close()

    threads = [Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seq for seq, _ in store.leaves(ORGANISATION)] == list(range(writers * acts))
    keys = {str(key) for key in Specimen.objects.values_list("pk", flat=True)}
    assert len(keys) == writers * acts
    assert {leaf["obj"][1] for leaf in leaves(ORGANISATION)} == keys
    assert reconciliation.differences() == []
    report = verification.verify_ledger(ORGANISATION)
    assert (report.code, report.findings) == (UNANCHORED, [])


@pytest.mark.parametrize("statement", [0, 1, 3, 6])
def test_a_process_that_dies_while_integrating_loses_and_doubles_nothing(
    statement: int, own_database: str, leaves: Leaves
) -> None:
    with act(ORGANISATION, "p:one", "create"):
        create("first")
    assert dies_at(statement, own_database) == -signal.SIGKILL
    with act(ORGANISATION, "p:one", "go on"):
        create("second")
    survived = Specimen.objects.filter(name="last words").exists()
    assert survived == (connection.vendor == "postgresql")  # SQLite integrates before the commit
    assert [leaf["act"] for leaf in leaves(ORGANISATION)] == ["create", *(["die"] if survived else []), "go on"]
    assert models.Outbox.objects.count() == 0
    assert reconciliation.differences() == []
    assert verification.verify_ledger(ORGANISATION).code != TAMPERED


def dies_at(statement: int, database: str) -> int:
    """Exit code of a process that is killed before the given statement of its integration."""
    url = f"sqlite:///{database}"
    if connection.vendor == "postgresql":
        configured = connection.settings_dict
        url = f"postgresql://{configured['USER']}@/{database}?host={quote(configured['HOST'], safe='/')}"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ASSENTIAN_DATABASE_URL": url,
    }
    root = Path(__file__).parents[2]
    died = subprocess.run([sys.executable, "-c", DIES, str(statement)], env=environment, cwd=root, check=False)
    return died.returncode
