"""Whether other engines count the same integers as the embedded one: Spark and ClickHouse, each in its own process.

    python -m tests.engines [--write]

Each engine is installed into an environment of its own under the user's cache folder (pip, at the newest release), gets
the same two files and answers the checks' statements as SQLGlot writes them for it. What cannot be installed or started
is told as not run. Exit code 1 where an engine that ran counts otherwise; `--write` puts the outcome into
docs/reference/engines.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.registry import KINDS
from assentian.checks.run import open_inputs
from assentian.checks.suite import load_suite
from assentian.checks.tables import Table
from assentian.checks.tables.dialects import translate
from tests.engines.rows import SUITE, write_rows

ENGINES = {"spark": ("pyspark", "Spark"), "clickhouse": ("chdb", "ClickHouse")}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "engines.md"
MARKS = "<!-- engines -->", "<!-- /engines -->"


class NotRunError(Exception):
    """The engine is not to be had here; says why."""


@dataclass(kw_only=True, eq=False)
class EngineTable(Table):
    """A table of another engine, asked through the lines of its process."""

    dialect: str
    described: dict[str, str]

    @property
    def types(self) -> dict[str, str]:
        return self.described

    def answer(self, statement: str) -> list[tuple[Any, ...]]:
        text = translate(statement, self.dialect, self.described, "id" if "row_number()" in statement else "")
        told = asked(self.connection, text)
        if "error" in told:
            raise DataError(told["error"], file=self.dialect)
        return [tuple(row) for row in told["rows"]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    is_written = parser.parse_args().write
    outcomes = [outcome(dialect) for dialect in ENGINES]
    for engine, version, checks, said in outcomes:
        sys.stdout.write(f"{engine} {version}: {said}" + (f" ({checks})\n" if checks else "\n"))
    if is_written:
        write(outcomes)
    return int(any(said.startswith("differs") for *_, said in outcomes))


def outcome(dialect: str) -> tuple[str, str, str, str]:
    """(engine, version, checks that agree, what came out)."""
    name = ENGINES[dialect][1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_rows(folder)
        try:
            with started(dialect, folder) as (process, version):
                agreed, differing = compared(folder, dialect, process)
        except NotRunError as reason:
            return name, "", "", f"not run: {reason}"
    said = f"differs: {'; '.join(differing)}" if differing else "equal"
    return name, version, ", ".join(agreed), said


def compared(folder: Path, dialect: str, process: subprocess.Popen[str]) -> tuple[list[str], list[str]]:
    """The kinds of check whose counts are equal, and those whose counts are not, with the reason."""
    path = folder / "suite.yaml"
    path.write_text(SUITE)
    suite = load_suite(path)
    here, there = open_inputs(suite), open_inputs(suite)
    held = dict(here.current.types)
    there.data, there.compared = (
        EngineTable(
            connection=process,
            relation=name,
            locator=dialect,
            row_number="(row_number() OVER () - 1)",
            is_elsewhere=True,
            dialect=dialect,
            described=held,
        )
        for name in ("current", "reference")
    )
    agreed, differing = [], []
    for check in suite.checks:
        profile = KINDS[check.kind].profile
        expected = profile(check, suite, here)
        try:
            found = profile(check, suite, there)
        except DataError as error:
            differing.append(f"{check.kind}: {error}")
            continue
        (agreed if found == expected else differing).append(check.kind)
    return agreed, differing


@contextmanager
def started(dialect: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The engine's process and version; NotRunError where there is none."""
    python = installed(dialect)
    tables = [part for name in ("current", "reference") for part in (name, folder / f"{name}.parquet")]
    program = Path(__file__).with_name(f"serve_{dialect}.py")
    with (folder / "errors").open("w") as errors:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors}
        process = subprocess.Popen([python, program, *tables], text=True, cwd=folder, **pipes)
        try:
            if not (first := process.stdout.readline()):
                raise NotRunError(last_line((folder / "errors").read_text()) or "it did not start")
            yield process, json.loads(first)
        finally:
            process.stdin.close()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()


def asked(process: subprocess.Popen[str], statement: str) -> dict[str, Any]:
    process.stdin.write(json.dumps(statement) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    return json.loads(answer) if answer else {"error": "the engine has stopped"}


def installed(dialect: str) -> Path:
    """The Python of the engine's environment."""
    package = ENGINES[dialect][0]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assentian-engines" / dialect
    python = cache / "bin" / "python"
    if not (cache / ".installed").exists():
        for command in ([sys.executable, "-m", "venv", "--clear", cache], [python, "-m", "pip", "install", package]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotRunError(last_line(done.stderr))
        (cache / ".installed").touch()
    return python


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def write(outcomes: list[tuple[str, str, str, str]]) -> None:
    day = datetime.now(UTC).date().isoformat()
    rows = "\n".join(f"| {engine} | {version} | {checks} | {said} |" for engine, version, checks, said in outcomes)
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    table = f"Last run: {day}.\n\n| Engine | Version | Checks | Counts |\n|---|---|---|---|\n{rows}"
    PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
