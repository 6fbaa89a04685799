"""A breach and all that follows from it stand together: wherever the process dies on the way, nothing of it is left.

The process is killed for real, and what it left is read from the tables and from the ledger, on both databases.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from assentian.assurance.models import Nonconformity
from assentian.controls.risks import risks
from assentian.impact.choices import AnswerState, VersionState
from assentian.impact.models import Answer, Assessment, TriggerEvent
from assentian.inventory.gates import gates
from assentian.journal import models, reconciliation, verification
from assentian.journal.context import now
from assentian.ledger.verify import TAMPERED
from assentian.monitoring.models import Breach, Measurement
from assentian.risk.models import Risk
from assentian.standards.vocabulary import Stage
from tests.cast import gather
from tests.impact.approving import Approved
from tests.journal.conftest import after_commit, home, own_database, template  # noqa: F401  fixtures

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("own_database", "after_commit")]
FOLLOWS = (Breach, TriggerEvent, Nonconformity, Risk)
REQUIREMENTS = {f"iso42001:{key}" for key in ("8.4", "A.5.2", "A.5.3", "A.5.4", "A.5.5")}

RECORDS = """
import os, signal, sys, django
django.setup()
from datetime import datetime
from decimal import Decimal
from django.conf import settings
from django.db import connection
from assentian.accounts import queries
from assentian.accounts.models import User
from assentian.inventory.models import AISystem
from assentian.monitoring import services
from assentian.monitoring.rows import NewMeasurement

settings.JOURNAL_INLINE = False
start, end, dies_in = datetime.fromisoformat(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3]

def counted(execute, sql, parameters, many, context):
    told = execute(sql, parameters, many, context)
    if dies_in and sql.startswith(f'INSERT INTO "{dies_in}"'):
        os.kill(os.getpid(), signal.SIGKILL)
    return told

actor = queries.acting(User.objects.get(email="contributor@example.org"), "northwind")[0]
row = NewMeasurement(
    indicator="gap", period_start=start, period_end=end, n=500,
    value=Decimal("0.15"), lower=Decimal("0.14"), upper=Decimal("0.16"),
)
with connection.execute_wrapper(counted):
    services.record_measurements(actor, AISystem.objects.get(), [row])
"""


def recorded(world: Approved, database: str, dies_in: str = "") -> int:
    """Record the window that breaches in a process that is killed once it wrote to a table; its exit code."""
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
    times = [world.day(-9).isoformat(), world.day(-8).isoformat()]
    command = [sys.executable, "-c", RECORDS, *times, dies_in]
    return subprocess.run(command, env=environment, cwd=Path(__file__).parents[2], check=False).returncode


def test_wherever_it_dies_nothing_is_left_and_where_it_lives_all_of_it_stands(own_database: str) -> None:  # noqa: F811
    world = Approved(gather())
    world.measure(world.watch("Gap"), "0.15", first=-9)
    entries = models.Entry.objects.count()
    for table in (
        "monitoring_breach",
        "impact_triggerevent",
        "impact_assessment",
        "risk_risk",
        "assurance_nonconformity",
    ):
        assert recorded(world, own_database, table) == -signal.SIGKILL
        assert [model.objects.count() for model in FOLLOWS] == [0, 0, 0, 0], f"killed after {table}"
        assert Measurement.objects.count() == 1
        assert not Assessment.objects.filter(state=VersionState.DRAFT).exists()
        assert models.Entry.objects.count() == entries
        assert not risks.of("northwind", now()).keys() & REQUIREMENTS
    assert recorded(world, own_database) == 0
    assert [model.objects.count() for model in FOLLOWS] == [1, 1, 1, 1]
    draft = Assessment.objects.get(state=VersionState.DRAFT)
    assert Answer.objects.filter(assessment=draft, state=AnswerState.NEEDS_REVIEW).exists()
    assert risks.of("northwind", now()).keys() >= REQUIREMENTS
    gate = {one.rule for one in gates.ask(world.system, Stage.OPERATION, now()).reasons}
    assert {"A-UPDATE-DUE:T-MET-1", "N-OPEN:1"} <= gate
    assert reconciliation.differences() == []
    assert verification.verify_ledger("northwind").code != TAMPERED
