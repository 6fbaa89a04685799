"""How long the autosave of an assessment takes while two people write the same answers, and that nothing is lost.

    python -m benchmarks.autosave [--saves 100] [--write]

For SQLite (as shipped) and for a private PostgreSQL with fsync, in a run of its own each: a temporary home with an
organisation, a measured AI system and a draft that is answered; `assentian serve` on it; and two processes, each with a
person signed in, that type into the same free texts through the page's own autosave. First in the rhythm of people,
then as quickly as they can. A page that shows a conflict mostly keeps both answers, and sometimes leaves it open.
Afterwards every sentence that was sent is asked for: in the answers that stand, or in a conflict that a page shows.

Beside it stands what no server can go below: after each save the same process makes one bare commit of the same size on
the same disk and database. The ratio means something on another machine; milliseconds do so only on a quiet one.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from platform import python_version
from random import Random
from statistics import quantiles
from typing import Any

import httpx

from tests import postgres
from tests.impact.typist import CONFLICT, FIELDS, SAVED, Door, Typist

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks-autosave.md"
WRITERS = ("owner", "assessor")
TARGET_MS, IMPACTS, BARE = 100.0, 30, "bare.sqlite3"
PEOPLE, QUICK = "in the rhythm of people", "as quickly as they can"
PAUSES = {PEOPLE: (0.4, 2.0), QUICK: (0.0, 0.0)}
"""Seconds between two saves of one person, from and to. The page itself waits 1.5 s after the last key."""


@dataclass(frozen=True)
class Visit:
    """What two people come to do: where, and how many sentences with which pauses."""

    address: str
    base: str
    password: str
    home: Path
    url: str
    turn: int
    saves: int
    pause: tuple[float, float]


@dataclass
class Measured:
    """Milliseconds of each save by what became of it, of bare commits, and what the server used for all of it."""

    database: str
    rhythm: str
    saves: dict[str, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)
    cpu_ms: float = 0.0
    waited_ms: float = 0.0
    failures: list[str] = field(default_factory=list)
    sent: int = 0
    open: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [one for found in self.saves.values() for one in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=100, help="of each person in each rhythm")
    parser.add_argument("--write", action="store_true", help=f"store the page as docs/reference/{PAGE.name}")
    asked = parser.parse_args()
    found = [*on_sqlite(asked.saves), *on_postgres(asked.saves)]
    text = page(found, asked.saves)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
    if any(one.lost or one.failures for one in found):
        sys.exit("characters were lost or saves failed")


def on_sqlite(saves: int) -> list[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        return measure("SQLite", Path(folder), "", saves)


def on_postgres(saves: int) -> list[Measured]:
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    try:
        with tempfile.TemporaryDirectory() as folder, postgres.private_postgres() as url:
            return measure("PostgreSQL", Path(folder), url, saves)
    except postgres.NoPostgresError as error:
        print(f"PostgreSQL was not measured: {error}", file=sys.stderr)
        return []


def measure(database: str, home: Path, url: str, saves: int) -> list[Measured]:
    os.environ["ASSENTIAN_DATABASE_URL"] = url
    base, password = alone(build, home)
    alone(build_bare, home, url)
    found = []
    with served(home) as (address, server):
        for number, (rhythm, pause) in enumerate(PAUSES.items()):
            print(f"{database}, {rhythm}", file=sys.stderr)
            one = Measured(database, rhythm)
            used, waited = cpu_ms(server), waited_ms(server)
            visit = Visit(address, base, password, home, url, number, saves, pause)
            told = together(write, visit)
            one.cpu_ms, one.waited_ms = cpu_ms(server) - used, waited_ms(server) - waited
            for typist, times, bare in told:
                one.bare += bare
                one.failures += typist.failures
                one.open += len(typist.standing)
                for what, milliseconds in times:
                    one.saves.setdefault(what, []).append(milliseconds)
            typists = [typist for typist, *_ in told]
            one.sent, one.lost = alone(ask_for_all, home, typists)
            found.append(one)
    return found


def build(home: Path) -> tuple[str, str]:
    """An organisation with a draft that was answered once, so that all is asked; its address, and a password."""
    boot(home)
    from assentian.impact.drafting import services
    from assentian.server import boot as server
    from tests.cast import PASSWORD, gather
    from tests.impact.filling import ROWS, fill
    from tests.simulator import OrganisationSimulator

    server.migrate()
    cast = gather()
    (system,) = OrganisationSimulator(cast.actor("manager")).populate(1)
    draft = services.start(cast.actor("manager"), system)
    fill(cast.actor("manager"), draft)
    question = bank_question("impact_register")
    for number in range(IMPACTS):
        row = {**ROWS["impact_register"][0], "what_happens": f"Harm {number}"}
        services.add_row(cast.actor("manager"), draft, question, row)
    return f"/o/{cast.organisation}/impact/{system.slug}/draft/", PASSWORD


def bank_question(key: str) -> Any:
    from assentian.impact.bank.library import bank

    return bank().question(key)


def write(writer: int, visit: Visit) -> Any:
    """One person at their page: the typist as it ends, what each save was and took, and each bare commit."""
    chance, times, bare = Random(f"{visit.turn} {writer}"), [], []
    with httpx.Client(base_url=visit.address, timeout=60) as client, plain(visit.home, visit.url) as commit:
        sign_in(client, WRITERS[writer], visit.password)
        token = client.cookies["csrftoken"]

        def post(url: str, data: Any) -> tuple[int, str]:
            answer = client.post(url, data=data, headers={"x-csrftoken": token, "hx-request": "true"})
            return answer.status_code, answer.text

        typist = Typist(f"{WRITERS[writer]}{visit.turn}", Door(visit.base, lambda url: read(client, url), post), chance)
        typist.open()
        for _ in range(visit.saves):
            key, action = chance.choice(list(FIELDS)), typist.type
            while True:
                time.sleep(chance.uniform(*visit.pause))
                what, took = timed(action, key)
                times.append(("resolved" if action == typist.resolve and what == SAVED else what, took))
                bare.append(timed(commit, "x" * 2000)[1])
                if what != CONFLICT or chance.random() > 0.9:
                    break
                action = typist.resolve
    typist.door = None  # type: ignore[assignment]  # a connection cannot go back to the other process
    return typist, times, bare


def timed(action: Callable[[str], Any], key: str) -> tuple[Any, float]:
    started = time.perf_counter()
    what = action(key)
    return what, (time.perf_counter() - started) * 1000


def read(client: httpx.Client, url: str) -> tuple[int, str]:
    answer = client.get(url)
    return answer.status_code, answer.text


def sign_in(client: httpx.Client, part: str, password: str) -> None:
    client.get("/sign-in/")
    form = {"username": f"{part}@example.org", "password": password, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    if not client.post("/sign-in/", data=form).has_redirect_location:
        sys.exit(f"{part} could not sign in")


@contextmanager
def plain(home: Path, url: str) -> Iterator[Callable[[str], object]]:
    """One durable commit of a text, without any server of ours."""
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            yield lambda text: connection.execute("INSERT INTO bare VALUES (%s)", [text])
        return
    import sqlite3

    one = sqlite3.connect(home / BARE, timeout=60, isolation_level=None)
    one.execute("PRAGMA synchronous=FULL")
    yield lambda text: one.execute("INSERT INTO bare VALUES (?)", [text])
    one.close()


def build_bare(home: Path, url: str) -> None:
    import sqlite3

    import psycopg

    with psycopg.connect(url, autocommit=True) if url else sqlite3.connect(home / BARE) as connection:
        connection.execute("CREATE TABLE bare (text text)")
        if not url:
            connection.execute("PRAGMA journal_mode=WAL")


def ask_for_all(home: Path, typists: list[Typist]) -> tuple[int, list[str]]:
    """How many sentences were sent, and those that are nowhere; every change of the database is in the ledger."""
    boot(home)
    from assentian.impact.models import Answer
    from assentian.journal.models import Outbox
    from tests.impact.typist import all_sentences

    stands = {one.question: text_of(one.value) for one in Answer.objects.filter(question__in=FIELDS)}
    lost = [sentence for one in typists for sentence in one.lost(stands)]
    if Outbox.objects.exists():
        lost.append("changes wait outside the ledger")
    return len(list(all_sentences(typists))), lost


def text_of(value: Any) -> str:
    return "\n\n".join(filter(None, value.values())) if isinstance(value, dict) else str(value or "")


def boot(home: Path) -> None:
    from assentian.server import boot as server

    server.boot(home, https=False)


def alone(action: Callable[..., Any], *given: Any) -> Any:
    """In a process of its own: Django is set up for one home only."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(action, *given).result()


def together(action: Callable[..., Any], *given: Any) -> list[Any]:
    """By both writers at once, a process each."""
    with ProcessPoolExecutor(len(WRITERS), mp_context=get_context("spawn")) as pool:
        return [one.result() for one in [pool.submit(action, number, *given) for number in range(len(WRITERS))]]


@contextmanager
def served(home: Path) -> Iterator[tuple[str, int]]:
    """The server as users start it: its address and process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    program = Path(sys.executable).with_name("assentian")
    command = [program, "serve", "--home", home, "--plain-http", "--port", str(port)]
    with (home / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait(lambda: is_up(port))
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait()
            print((home / "log").read_text()[-3000:], end="", file=sys.stderr)


def is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait(until: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(0.1)


def cpu_ms(process: int) -> float:
    """CPU of a process so far (Linux)."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def waited_ms(process: int) -> float:
    """How long its threads were ready and no core was free (Linux)."""
    told = [path.read_text().split()[1] for path in Path(f"/proc/{process}/task").glob("*/schedstat")]
    return sum(map(int, told)) / 1e6


def page(found: list[Measured], saves: int) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = (
        f"Measured on {day}: Python {python_version()}, {os.cpu_count()} shared cores, load {os.getloadavg()[0]:.1f}."
    )
    return "\n\n".join([LEAD.format(saves=saves, impacts=IMPACTS), machine, table(found), WHAT]) + "\n"


LEAD = """\
# Autosave of an impact assessment, measured

Made by `python -m benchmarks.autosave --write`; do not edit. Two people, a process each, type into the same five free
texts of one draft through the page's autosave, {saves} sentences each in each rhythm; the draft has about a hundred
answers, {impacts} impacts and measurements to be held against."""
WHAT = f"""\
A *save* is one request of the autosave, from sending to the last byte of the answer, whatever became of it: saved,
shown as a conflict, or a conflict resolved. A *bare commit* is one durable INSERT of 2,000 characters, after each save
by the same process on the same disk and database. *Lost* counts sentences that stand neither in an answer nor in a
conflict that a page still shows. What the server *waited for a core*, over all its threads, is the
doing of other work on the machine. Wanted: a p95 of {TARGET_MS:.0f} ms at most, nothing failed, nothing lost."""


def table(found: list[Measured]) -> str:
    rows = [
        "| | " + " | ".join(f"{one.database}, {one.rhythm}" for one in found) + " |",
        "|---" * (len(found) + 1) + "|",
    ]
    lines: dict[str, Callable[[Measured], str]] = {
        "saves": lambda one: f"{len(one.all)} ({', '.join(f'{len(v)} {k}' for k, v in sorted(one.saves.items()))})",
        "p50, p95, p99": lambda one: spread(one.all),
        "of those saved at once": lambda one: spread(one.saves.get(SAVED, [])),
        "bare commit": lambda one: spread(one.bare),
        "p95 over a bare commit's": lambda one: f"{percentile(one.all, 95) / percentile(one.bare, 95):.1f}",
        "the server's CPU for a save": lambda one: f"{one.cpu_ms / len(one.all):.0f} ms",
        "the server waited for a core": lambda one: f"{one.waited_ms / len(one.all):.0f} ms a save",
        "failed": lambda one: str(len(one.failures)),
        "sentences sent": lambda one: str(one.sent),
        "in a conflict still open": lambda one: f"{one.open} answers",
        "lost": lambda one: str(len(one.lost)),
        "p95 wanted": lambda one: (
            f"{TARGET_MS:.0f} ms, {'met' if percentile(one.all, 95) <= TARGET_MS else '**missed**'}"
        ),
    }
    rows += [f"| {name} | " + " | ".join(told(one) for one in found) + " |" for name, told in lines.items()]
    for one in found:
        rows += [f"\n{one.database}: {problem}" for problem in (one.failures + one.lost)[:5]]
    return "\n".join(rows)


def met(p95: float) -> str:
    return "met" if p95 <= TARGET_MS else "**missed**"


def spread(took: list[float]) -> str:
    return ", ".join(f"{percentile(took, share):.1f}" for share in (50, 95, 99)) + " ms" if len(took) > 1 else "none"


def percentile(took: list[float], share: int) -> float:
    return quantiles(took, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    main()
