"""A program that is not ours may open the database, but writes to no journalled table."""

import sqlite3

import pytest
from django.db import connection

from assentian.journal.acts import act
from tests.journal.conftest import ORGANISATION
from tests.journal.specimens.models import Specimen

pytestmark = pytest.mark.databases


def test_a_foreign_connection_is_refused(own_database: str) -> None:
    with act(ORGANISATION, "p:one", "prepare"):
        Specimen.objects.create(organisation=ORGANISATION, name="first")
    if connection.vendor == "sqlite":
        foreign = sqlite3.connect(own_database)
        with pytest.raises(sqlite3.OperationalError, match="no such function: assentian_context"):
            foreign.execute("UPDATE specimens_specimen SET count = 1")
        foreign.close()
    else:
        import psycopg

        foreign_url = {"host": connection.settings_dict["HOST"], "user": connection.settings_dict["USER"]}
        with (
            psycopg.connect(dbname=own_database, **foreign_url) as foreign,
            pytest.raises(psycopg.errors.IntegrityError, match="only inside"),
        ):
            foreign.execute("UPDATE specimens_specimen SET count = 1")
    assert list(Specimen.objects.values_list("count", flat=True)) == [0]
