"""Whether rows at an address of S3 or HTTP are counted as in the file, by DuckDB with its extension httpfs.

    python -m tests.engines.addresses [--write]

The extension is not part of DuckDB, and where its own server cannot be reached there is a package of it on PyPI by
somebody else (`duckdb-extension-httpfs`), installed here with the DuckDB of its version into an environment of its own
under the user's cache folder. A plain server on this machine answers as S3 does and trusts every signature: shown is
that we ask rightly and count the same, not that a cloud accepts the signature. Exit code 1 where something differs;
`--write` puts the outcome into docs/reference/engines.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests.checks.addressed import served
from tests.engines.__main__ import PAGE, NotRunError, last_line
from tests.engines.rows import write_rows

EXTENSION = "duckdb-extension-httpfs"
NEEDED = ("click", "cryptography", "httpx", "jsonschema", "pyyaml", "rich")
MARKS = "<!-- addresses -->", "<!-- /addresses -->"
ROOT, SECRET = Path(__file__).parents[2], "hunter2"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    is_written = parser.parse_args().write
    try:
        version, lines = outcome()
    except NotRunError as reason:
        version, lines = "", [("", f"not run: {reason}")]
    for what, said in lines:
        sys.stdout.write(f"{what}: {said}\n")
    if is_written:
        write(version, lines)
    return int(any("differs" in said for _, said in lines))


def outcome() -> tuple[str, list[tuple[str, str]]]:
    """DuckDB's version, and of each address what came out."""
    python = installed()
    with tempfile.TemporaryDirectory() as place, served(Path(place)) as shelf:
        folder = Path(place)
        (folder / "rows").mkdir()
        write_rows(folder / "rows")
        for number, name in enumerate(("reference", "current"), start=1):
            (folder / "rows" / f"{name}.parquet").rename(folder / "rows" / f"{number}.parquet")
        duckdb.sql(f"COPY (FROM '{folder}/rows/1.parquet' LIMIT 5000) TO '{folder}/rows/1.csv'")
        environment = {
            **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
            "HOME": place,  # where the extension is installed
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "AWS_ENDPOINT_URL": shelf.address,
            "AWS_ACCESS_KEY_ID": "known",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "eu-north-1",
        }
        program = Path(__file__).with_name("read_addresses.py")
        called = [python, program, folder, shelf.address]
        done = subprocess.run(called, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotRunError(last_line(done.stderr))
        told = json.loads(done.stdout)
        lines = [(shown(address, shelf.address), judged(address, said)) for address, said in told["found"].items()]
        is_signed = all(signed for _, path, signed in shelf.asked if SECRET not in path)
        lines.append(("requests to S3 are signed (AWS4-HMAC-SHA256)", "all" if is_signed else "differs: not all are"))
    return told["version"], lines


def judged(address: str, said: str) -> str:
    """`equal` is demanded where there is a file, an error without secrets where there is none."""
    if "none" not in address:
        return said if said == "equal" else f"differs: {said}"
    is_clear = said.startswith(address.partition("?")[0]) and "404" in said and SECRET not in said
    return "an error that names it" if is_clear else f"differs: {said}"


def shown(address: str, server: str) -> str:
    return address.replace(server, "http://localhost").partition("?")[0]


def installed() -> Path:
    """The Python of an environment with the extension and the DuckDB of its version."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assentian-engines" / "httpfs"
    python = cache / "bin" / "python"
    if not (cache / ".installed").exists():
        run([sys.executable, "-m", "venv", "--clear", cache])
        run([python, "-m", "pip", "install", EXTENSION, *NEEDED])
        version = run([python, "-c", f"from importlib.metadata import version as v; print(v('{EXTENSION}'))"])
        run([python, "-m", "pip", "install", f"duckdb=={version.strip()}"])
        (cache / ".installed").touch()
    return python


def run(command: list[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRunError(last_line(done.stderr))
    return done.stdout


def write(version: str, lines: list[tuple[str, str]]) -> None:
    day, text = datetime.now(UTC).date().isoformat(), PAGE.read_text(encoding="utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    rows = "\n".join(f"| {what} | {said} |" for what, said in lines)
    table = f"Last run: {day}, DuckDB {version or '-'}.\n\n| Address | Counts |\n|---|---|\n{rows}"
    PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
