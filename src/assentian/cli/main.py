"""The command `assentian`: one group whose commands are imported only when they are called.

Invariants: `assentian --help` imports no command, so it is quick and works without the server extra; a command that
needs the extra says so and exits 2; what a person did wrong is a message, never a traceback.
It holds no command itself: each lives in the module that the table names.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from assentian import __version__

# Top-level modules that only the server extra brings.
SERVER_MODULES = frozenset({"argon2", "axes", "django", "ninja", "psycopg", "waitress", "whitenoise"})

_REFUSALS = frozenset({"django.db.utils.ProgrammingError", "django.db.migrations.exceptions.MigrationSchemaMissing"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, as `module:attribute`, and the line that `assentian --help` shows for it."""

    target: str
    summary: str


COMMANDS = {
    "demo": Entry("assentian.cli.demo:demo", "Build and serve a demonstration organisation."),
    "serve": Entry("assentian.cli.installation:serve", "Serve the product."),
    "upgrade": Entry("assentian.cli.installation:upgrade", "Make or migrate the database."),
    "found": Entry("assentian.cli.installation:found", "Found an organisation and its first account."),
    "person": Entry("assentian.cli.person:person", "Invite people, and renew a lost password."),
    "key": Entry("assentian.cli.credentials:key", "Show, accept, list and revoke evidence keys."),
    "token": Entry("assentian.cli.credentials:token", "Issue tokens for pipelines."),
    "check": Entry("assentian.cli.check:check", "Run a suite of checks on data and sign the results."),
    "events": Entry("assentian.cli.events:events", "Seal batches of recorded decisions, compare, and prove one."),
    "seal": Entry("assentian.cli.seal:seal", "Seal a file of records, or sign a document, with a key."),
    "sign": Entry("assentian.cli.sign:sign", "Sign the folder of a model or a data set."),
    "verify": Entry("assentian.cli.verify:verify", "Verify an audit pack, a result, a batch, or this installation."),
    "export": Entry("assentian.cli.export:export", "Write an organisation's audit pack."),
    "statement": Entry("assentian.cli.statement:statement", "Write the Statement of Applicability as a file."),
    "treatment": Entry("assentian.cli.treatment:treatment", "Write the risk treatment plan as a file."),
    "gate": Entry("assentian.cli.gate:gate", "Ask a server whether a system may pass."),
    "schedule": Entry("assentian.cli.schedule:schedule", "Print which planned checks ran, are due or were missed."),
    "assess": Entry("assentian.cli.assess:assess", "Score the answers of an impact assessment offline."),
    "threats": Entry(
        "assentian.cli.threats:threats", "List threats of the library, or those of a system by its model."
    ),
}


class ServerNeeded(click.ClickException):
    """A command of the management system was called where only the tools are installed."""

    exit_code = 2

    def __init__(self, command: str, module: str) -> None:
        super().__init__(f"{command} needs the server: pip install 'assentian[server]' ({module} is not installed)")


class LazyGroup(click.Group):
    """Knows its commands by name; imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, attribute = entry.target.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Import and run the command; a module of the server extra may be missed at either moment."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            if missing not in SERVER_MODULES:
                raise
            raise ServerNeeded(f"assentian {ctx.invoked_subcommand}", missing) from error
        except Exception as error:
            if said := _said_by_the_database(error):
                raise click.ClickException(said) from error
            raise


def _said_by_the_database(error: Exception) -> str:
    """What to do where the database cannot be reached or refuses; empty for any other error.

    Django's errors are known by their names: it may not be installed.
    """
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    first = next(iter(str(error).splitlines()), "").rstrip(".")
    if "django.db.utils.OperationalError" in names:
        return f"the database cannot be used: {first}. ASSENTIAN_DATABASE_URL names it; without, it lies in the home."
    if names & _REFUSALS and any(word in str(error) for word in ("permission denied", "must be owner")):
        return f"{first}. Run `assentian upgrade` as the role that owns the tables, everything else as the other one."
    return first if "django.core.exceptions.ImproperlyConfigured" in names else ""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="assentian", message="%(prog)s %(version)s")
def main() -> None:
    """The AI management system for ISO/IEC 42001:2023: what is claimed, and beside it what is proved."""
