"""The how-to about PostgreSQL with its two roles: the one that works can neither change tables nor lift their guard."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "postgresql.md"
ASSENTIAN = Path(sys.executable).with_name("assentian")
PASSWORD = "a lantern over the harbour"
Run = Callable[..., subprocess.CompletedProcess[str]]


def called(home: Path, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in an environment of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ASSENTIAN_", "DJANGO_"))}
    environment = {**ours, "ASSENTIAN_HOME": str(home), "ASSENTIAN_DATABASE_URL": database}
    return subprocess.run([ASSENTIAN, *arguments], env=environment, capture_output=True, text=True, check=False)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def address(postgres_url: str) -> Iterator[Callable[[str], str]]:
    """The address of the database for a role, once the page's statements have run."""
    (statements,) = blocks("sql")
    server, database = statements.split("\\connect assentian\n")
    of = "assentian?host=".join(postgres_url.split("postgres?host="))
    try:
        for url, said in ((postgres_url, server), (of, database)):
            with psycopg.connect(url, autocommit=True) as connection:
                for statement in filter(str.strip, said.split(";\n")):
                    connection.execute(statement)
        yield lambda role: re.sub(r"//[^@]*@", f"//{role}:...@", of)
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS assentian WITH (FORCE)")
            for role in ("assentian_owner", "assentian_app"):
                connection.execute(f"DROP ROLE IF EXISTS {role}")


@pytest.fixture(scope="module")
def run(address: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command as a role."""
    home = tmp_path_factory.mktemp("home")

    return lambda role, *arguments: called(home, address(role), *arguments)


def found(run: Run, role: str) -> subprocess.CompletedProcess[str]:
    (told,) = re.findall(r"^assentian (found .*)$", blocks("sh")[1], re.MULTILINE)
    arguments = [part.strip('"') for part in re.findall(r'"[^"]*"|\S+', told)]
    return run(role, *arguments, "--password", PASSWORD)


def test_the_page_works_as_it_stands_and_the_working_role_stays_small(run: Run, address: Callable[[str], str]) -> None:
    for done in (
        run("assentian_app", "upgrade"),
        found(run, "assentian_app"),
    ):  # too early: nothing is there to work on
        assert done.returncode == 1
        assert "Run `assentian upgrade` as the role that owns the tables" in done.stderr
        assert "Traceback" not in done.stderr
    assert run("assentian_owner", "upgrade").returncode == 0
    assert "is founded" in found(run, "assentian_app").stdout
    verified = run("assentian_app", "verify", "--state")
    assert (verified.returncode, "the triggers stand as recorded" in verified.stdout) == (10, True)
    with psycopg.connect(address("assentian_app"), autocommit=True) as connection:
        for refused, why in {
            "ALTER TABLE accounts_user DISABLE TRIGGER ALL": "must be owner",
            "DROP TRIGGER assentian_capture ON accounts_user": "must be owner|does not exist",
            "UPDATE accounts_user SET name = 'x'": "only inside journal.act",
            "DELETE FROM ledger_entry": "append-only",
            "TRUNCATE ledger_entry": "permission denied",
        }.items():
            with pytest.raises(psycopg.Error, match=why):
                connection.execute(refused)


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("postgresql://a@/b?host=/none", "Error: the database cannot be used: "),
        ("mysql://a@b/c", "use sqlite:///path or postgresql://user:password@host/name"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_a_sentence(database: str, said: str, tmp_path: Path) -> None:
    done = called(tmp_path, database, "upgrade")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
