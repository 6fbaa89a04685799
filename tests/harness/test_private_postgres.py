"""The private PostgreSQL starts from either kind of programs, has only a socket, and leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import NoPostgresError, find_binaries, packaged_binaries, private_postgres

COMMAND = [sys.executable, postgres.__file__]


def folder_of(url: str) -> Path:
    return Path(url.partition("host=")[2])


@pytest.mark.parametrize("find", [find_binaries, packaged_binaries])
def test_it_starts_answers_and_goes_away(find) -> None:
    with private_postgres(find()) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert folder_of(url).stat().st_uid == (folder_of(url) / "data").stat().st_uid
    assert not folder_of(url).exists()


def test_it_goes_away_after_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), private_postgres() as url:
        raise ZeroDivisionError
    assert not folder_of(url).exists()


def test_the_command_hands_on_the_url_and_the_exit_code() -> None:
    code = "import os, sys; print(os.environ['ASSENTIAN_DATABASE_URL']); sys.exit(7)"
    done = subprocess.run([*COMMAND, "--", sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 7
    assert done.stdout.startswith("postgresql://assentian@/postgres?host=/tmp/")
    assert not folder_of(done.stdout.strip()).exists()


def test_without_a_command_it_says_how_to_call_it() -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: python tests/postgres.py -- COMMAND [ARGUMENTS]\n")


def test_programs_that_fail_are_quoted_also_from_a_folder_closed_to_others(tmp_path: Path) -> None:
    programs = tmp_path / "server" / "bin"
    programs.mkdir(parents=True)
    for program in ("initdb", "pg_ctl"):
        (programs / program).write_text("#!/bin/sh\necho no such luck\n[ $1 = --version ]\n")
        (programs / program).chmod(0o755)
    tmp_path.chmod(0o700)
    with pytest.raises(NoPostgresError, match=r"initdb failed.*\n.*no such luck"), private_postgres(programs):
        pass
