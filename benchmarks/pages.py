"""CPU and queries of the pages on a grown organisation, what a new control costs, and what an installation weighs.

    python -m benchmarks.pages [--systems 1000]

Builds an organisation through the services in a temporary home (SQLite, as shipped), one result a system, and asks for
each page as a signed-in member. CPU is the process's own, median of seven after one warm-up, so that another load on
the machine does not count; each page also stands against the lightest page of the same process, which is what the
framework and the shell cost. Then the same home is served by `assentian serve`, every page is asked for over HTTP, and
the server's memory is read from /proc (Linux).
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from django.test import Client

    from tests.cast import Cast

TARGETS = {
    "overview": 150.0,
    "1,000 systems": 150.0,
    "1,000 results": 150.0,
    "70 requirements": 40.0,
    "38 controls": 40.0,
    "a new control": 15.0,
}
EMPTY_DATABASE_MB, WORKER_MB = 8.0, 120.0
ROUNDS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--systems", type=int, default=1000)
    systems = parser.parse_args().systems
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        boot(home)
        weight = database_mb(home)
        cast, samples = build(systems)
        print(f"{'':<22}{'CPU ms':>9}{'target':>9}{'queries':>9}{'kB':>7}{'vs lightest':>13}")
        measure_pages(cast)
        memory = worker_mb(home, samples)
    print(f"\nempty database   {weight:6.1f} MB (target {EMPTY_DATABASE_MB:.0f}){missed(weight, EMPTY_DATABASE_MB)}")
    print(f"worker's memory  {memory:6.1f} MB (target {WORKER_MB:.0f}) after every page{missed(memory, WORKER_MB)}")


def boot(home: Path) -> None:
    os.environ["ASSENTIAN_DATABASE_URL"] = ""
    from assentian.server import boot as server

    server.boot(home, https=False)
    server.migrate()


def database_mb(home: Path) -> float:
    from django.db import connection

    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (home / "assentian.sqlite3").stat().st_size / 1024**2


def build(systems: int) -> tuple["Cast", dict[str, Any]]:
    """The organisation, and a value for each parameter of each address in it."""
    from assentian.journal import queries as journal
    from tests.cast import gather
    from tests.simulator import OrganisationSimulator

    started = time.process_time()
    cast = gather()
    simulator = OrganisationSimulator(cast.actor("manager"))
    registered = simulator.populate(systems, kinds=("fairness",))
    print(f"built {systems} systems with results in {time.process_time() - started:.0f} s of CPU", file=sys.stderr)
    return cast, {
        "organisation": cast.organisation,
        "system": registered[0].slug,
        "asset": simulator.revisions[registered[0].pk].asset.slug,
        "number": 1,
        "seq": journal.head(cast.organisation).size - 1,
        "key": "iso42001:A.7.4",
        "edition": "iso42001",
        "node": "A.7.4",
    }


def measure_pages(cast: "Cast") -> None:
    from django.urls import reverse

    client = cast.client("manager")
    kwargs = {"organisation": cast.organisation}
    pages = {
        "overview": reverse("readiness:overview", kwargs=kwargs),
        "1,000 systems": reverse("inventory:systems", kwargs=kwargs) + "?per_page=1000",
        "1,000 results": reverse("evidence:list", kwargs=kwargs) + "?per_page=1000",
        "70 requirements": reverse("readiness:requirements", kwargs=kwargs),
        "38 controls": reverse("readiness:controls", kwargs=kwargs),
    }
    lightest, _, _ = asked(client, reverse("accounts:account"))
    for name, url in pages.items():
        milliseconds, queries, size = asked(client, url)
        tell(name, milliseconds, f"{queries:>9}{size / 1024:>7.0f}{milliseconds / lightest:>12.1f}x")
    tell("a new control", cpu(describing(cast)))


def asked(client: "Client", url: str) -> tuple[float, int, int]:
    """CPU in milliseconds, number of queries and bytes of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers={"host": "localhost"})
    if response.status_code != httpx.codes.OK:
        sys.exit(f"{url} answered {response.status_code}")
    count = len(queries)
    return cpu(lambda: client.get(url, headers={"host": "localhost"})), count, len(response.content)


def describing(cast: "Cast") -> Callable[[], object]:
    """An action that describes another control each time, with its entry in the ledger."""
    from assentian.standards.catalogue import catalogue
    from tests.simulator import OrganisationSimulator

    simulator = OrganisationSimulator(cast.actor("manager"))
    controls = iter([node.key.short for node in catalogue().requirements("iso42001") if node.key.id.startswith("A.")])
    return lambda: simulator.implement(next(controls))


def worker_mb(home: Path, samples: Mapping[str, Any]) -> float:
    """Resident memory of `assentian serve` on this home after every page and file that the samples can name, the long
    ones twice.
    """
    from tests.addresses import ADDRESSES, address

    long = ("inventory:systems", "evidence:list")
    named = [name for name, found in sorted(ADDRESSES.items()) if not found.pattern.converters.keys() - samples.keys()]
    urls = [address(name, samples) for name in named if name != "accounts:logout"]
    urls += [f"{address(name, samples)}?per_page=1000" for name in long for _ in range(2)]
    with served(home) as (server, client):
        for url in urls:
            if client.get(url).is_server_error:
                sys.exit(f"{url} failed")
        status = Path(f"/proc/{server.pid}/status").read_text()
    (resident,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(resident) / 1024


@contextmanager
def served(home: Path) -> Iterator[tuple["subprocess.Popen[bytes]", httpx.Client]]:
    """The server as users start it, and a client in which the manager is signed in."""
    from tests.cast import PASSWORD

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [
        Path(sys.executable).with_name("assentian"),
        "serve",
        "--home",
        home,
        "--plain-http",
        "--port",
        str(port),
    ]
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        try:
            wait_for(client)
            client.get("/sign-in/")
            form = {"username": "manager@example.org", "password": PASSWORD}
            answer = client.post("/sign-in/", data={**form, "csrfmiddlewaretoken": client.cookies["csrftoken"]})
            if not answer.has_redirect_location:
                sys.exit("the manager could not sign in")
            yield server, client
        finally:
            server.terminate()


def wait_for(client: httpx.Client, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            client.get("/health/")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not answer")


def cpu(action: Callable[[], object]) -> float:
    """Median CPU of `action` in milliseconds."""
    action()
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        action()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def tell(name: str, milliseconds: float, more: str = "") -> None:
    print(f"{name:<22}{milliseconds:>9.1f}{TARGETS[name]:>9.0f}{more}{missed(milliseconds, TARGETS[name])}")


def missed(measured: float, target: float) -> str:
    return "" if measured <= target else "  MISSED"


if __name__ == "__main__":
    main()
