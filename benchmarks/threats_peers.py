"""The same retrieval chatbot in pytm and here: what each finds, how much of it is about AI, what it explains.

    python -m benchmarks.threats_peers [--rounds 5] [--write]

pytm is installed at a pinned version into a folder of its own under the system's temporary folder; nothing of it enters
this environment. Both read the example `rag-chatbot.yaml`: pytm as a program that says the same in its words, with its
attributes for language models and agents set as the example has it. CPU seconds are those of a whole process, start and
imports included, the median of interleaved rounds. `--write` puts the table into docs/explanation/threat-matching.md.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assentian.threats.library import DATA, threat

PINS = ("pytm==1.4.0", "pydantic==2.14.4", "pydantic-core==2.50.5", "typing-extensions==4.16.0")
MODEL = DATA / "examples" / "rag-chatbot.yaml"
PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "threat-matching.md"
MARKS = ("<!-- benchmarks.threats_peers writes from here -->", "<!-- to here -->")
OURS = "from assentian.cli.main import main; main()"
PYTM = """
import json
from pytm import LLM, TM, Actor, Agent, Boundary, Classification, Data
from pytm import Dataflow, Datastore, ExternalEntity, Process, Server

tm = TM("Claims assistant")
tm.description = "Retrieval chatbot with tools"
internet, company, vendor = Boundary("internet"), Boundary("company"), Boundary("vendor")
secret = Classification.SENSITIVE
kinds = {
    "question": Data("question", classification=secret, isPII=True),
    "policies": Data("policies", classification=Classification.RESTRICTED),
    "mail": Data("mail", classification=secret, isPII=True),
    "claim": Data("claim", classification=secret, isPII=True),
    "prompt": Data("prompt", classification=Classification.RESTRICTED, isPII=True),
    "trace": Data("trace", classification=secret, isPII=True),
}
holder, lead = Actor("holder", inBoundary=internet), Actor("agent-lead", inBoundary=company)
chat = Server("chat", inBoundary=company)
orchestrator = Agent("orchestrator", inBoundary=company, usesExternalTools=True)
llm = LLM(
    "llm", inBoundary=vendor, isThirdParty=True, processesPersonalData=True, retainsUserData=True,
    hasAgentCapabilities=True, hasAccessToSensitiveSystems=True, hasSystemPrompt=True, processesUntrustedInput=True,
    hasRAG=True,
)
library, traces = Datastore("library", inBoundary=company), Datastore("traces", inBoundary=company)
ingest = Process("ingest", inBoundary=company)
claims, mail = Process("claims-tool", inBoundary=company), ExternalEntity("mail-tool", inBoundary=vendor)
for source, target, names in (
    (holder, chat, ["question"]), (chat, orchestrator, ["question"]), (orchestrator, llm, ["prompt"]),
    (llm, orchestrator, ["prompt"]), (ingest, library, ["policies", "mail"]),
    (library, orchestrator, ["policies", "mail"]), (orchestrator, claims, ["claim"]), (orchestrator, mail, ["claim"]),
    (orchestrator, chat, ["prompt"]), (chat, holder, ["prompt"]), (orchestrator, traces, ["trace"]), (lead, traces, []),
):
    flow = Dataflow(source, target, f"{source.name} -> {target.name}")
    flow.protocol = "HTTPS"
    flow.data = [kinds[name] for name in names]
tm.resolve()
print(json.dumps([{"threat": one.threat_id, "at": one.target, "rule": one.condition} for one in tm.findings]))
"""


@dataclass(frozen=True, slots=True)
class Tool:
    """`command` prints its findings as JSON; `is_about_ai` says of one whether it is, `facts` what it says it found."""

    name: str
    command: Sequence[str]
    is_about_ai: Callable[[dict[str, Any]], bool]
    rule: str
    facts: str


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    found: dict[str, list[dict[str, Any]]] = {}
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "chatbot.py"
        program.write_text(PYTM, encoding="utf-8")
        tools = (
            Tool("pytm 1.4.0", [str(own_python()), str(program)], _is_pytms, "rule", ""),
            Tool("assentian", [sys.executable, "-c", OURS, "threats", str(MODEL), "--format", "json"],
                 _is_ours, "because", "because"),
        )  # fmt: skip
        for _ in range(options.rounds):
            for tool in tools:
                answer, spent = run(tool.command, Path(folder))
                found[tool.name] = json.loads(answer)
                seconds.setdefault(tool.name, []).append(spent)
    table = told(tools, found, {name: statistics.median(each) for name, each in seconds.items()})
    print(table)
    if options.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")


def told(tools: Sequence[Tool], found: dict[str, list[dict[str, Any]]], seconds: dict[str, float]) -> str:
    lines = [
        "| | findings | threats | about AI | rule named | facts of the system named | open, with a question | CPU s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for tool in tools:
        these = found[tool.name]
        cells = (
            len(these),
            len({one["threat"] for one in these}),
            sum(map(tool.is_about_ai, these)),
            sum(bool(one.get(tool.rule)) for one in these),
            sum(bool(tool.facts and one.get(tool.facts)) for one in these),
            sum(bool(one.get("questions")) for one in these),
        )
        lines.append(f"| {tool.name} | {' | '.join(map(str, cells))} | {seconds[tool.name]:.2f} |")
    return "\n".join(lines)


def written(page: str, table: str) -> str:
    """The page with the table between its marks."""
    begin, end = MARKS
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", f"{begin}\n\n{table}\n\n{end}", page, flags=re.DOTALL)


def own_python() -> Path:
    """The interpreter of a virtual environment that holds the pinned packages and nothing of ours."""
    home = Path(tempfile.gettempdir()) / f"assentian-benchmark-{PINS[0]}"
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
    return python


def run(command: Sequence[str], folder: Path) -> tuple[str, float]:
    """What a command prints, and the CPU seconds of its process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return answer, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _is_pytms(finding: dict[str, Any]) -> bool:
    return str(finding["threat"]).startswith("LLM")


def _is_ours(finding: dict[str, Any]) -> bool:
    """Whether a vocabulary of threats to AI names it too."""
    known = threat(finding["threat"])
    return known is not None and bool(known.references)


if __name__ == "__main__":
    main()
