"""Documentation that cannot lie: its links lead somewhere, its commands, options and variables exist."""

import re
import shlex
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import click
import pytest

from assentian.cli.main import main
from tests.architecture.house import PACKAGE, ROOT, name, pages

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
VARIABLE = re.compile(r"\bASSENTIAN_[A-Z_]+\b")
NESTED = re.compile(r"\$\(([^()]+)\)")
CALL = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?P<program>assentian|\./run) (?P<rest>\S.*)$")

each_page = pytest.mark.parametrize("page", pages(), ids=name)


def anchor(heading: str) -> str:
    """GitHub's rule: lower case, punctuation dropped, blanks to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith(("https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if fragment:
            assert fragment in map(anchor, HEADING.findall(file.read_text(encoding="utf-8"))), target


def calls(page: Path) -> Iterator[tuple[str, list[str]]]:
    """(program, arguments) of every call of ours in fenced code, also inside `$(...)`, and in inline code."""
    text = page.read_text(encoding="utf-8")
    fenced = "\n".join(block.replace("\\\n", " ") for block in FENCE.findall(text))
    for line in [*fenced.splitlines(), *NESTED.findall(fenced), *CODE.findall(FENCE.sub("", text))]:
        if found := CALL.match(line.strip()):
            rest = re.split(r"[|;&>#]", NESTED.sub("nested", found["rest"]))[0]
            yield found["program"], shlex.split(rest)


def unknown(command: click.Command, arguments: list[str]) -> set[str]:
    """Options among the arguments that the command, or the subcommand that they name, does not have."""
    if isinstance(command, click.Group) and arguments:
        verb, *rest = arguments
        if verb in {"-h", "--help", "--version"}:
            return set()
        subcommand = command.get_command(click.Context(command), verb)
        return {verb} if subcommand is None else unknown(subcommand, rest)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    options = {argument.partition("=")[0] for argument in arguments if re.match(r"--?[a-z]", argument)}
    return options - known - {"-h", "--help"}


@each_page
def test_every_command_and_option_exists(page: Path) -> None:
    for program, arguments in calls(page):
        if program == "./run":
            assert arguments[0] in load_run().COMMANDS
        if program == "assentian" or arguments[0] == "demo":
            assert not unknown(main, arguments), shlex.join(arguments)


@pytest.mark.parametrize("call", ["chekc suite.yaml", "check suite.yaml --fromat json", "check suite.yaml --out=x -q"])
def test_a_command_or_option_that_does_not_exist_would_be_seen(call: str) -> None:
    assert len(unknown(main, shlex.split(call))) == 1


@each_page
def test_every_variable_is_read_by_the_code(page: Path) -> None:
    sources = [*PACKAGE.rglob("*.py"), *ROOT.glob("tests/*.py"), ROOT / "run"]
    read = {variable for source in sources for variable in VARIABLE.findall(source.read_text(encoding="utf-8"))}
    assert set(VARIABLE.findall(page.read_text(encoding="utf-8"))) <= read


def load_run():
    """The script `run` as a module, to look at its commands."""
    spec = spec_from_loader("run", SourceFileLoader("run", str(ROOT / "run")))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
