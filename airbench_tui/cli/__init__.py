"""The command line. Results go to standard output, everything else to standard error.

Exit status: 0 done; 1 done in part (each part left out is named) or ended by a bug; 2 could not start (one clear
line); 128 + n ended by the signal n.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from io import TextIOWrapper
from types import ModuleType

import click

from airbench_tui import __version__, stopping
from airbench_tui.cli import commands
from airbench_tui.cli.commands import open_
from airbench_tui.cli.output import Context, complain
from airbench_tui.errors import AirbenchError
from airbench_tui.text import quote, safe


class _Program(click.Group):
    """The group of all commands. An error that a wrong value in the database may have caused names that value."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that the arguments name."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from airbench_tui.store.wrong_values import may_cause

            context = ctx.find_object(Context)
            wrong = context.wrong_value() if context is not None and may_cause(error) else None
            if wrong is not None:
                raise wrong from error
            raise


_READ_SETTINGS = ("open", "demo", "settings")  # these commands themselves say what is wrong with settings


@click.group(
    cls=_Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--workspace", metavar="DIR", help="Folder with data/ and db/ [env: AIRBENCH_WORKSPACE].")
@click.option("--db", metavar="FILE", help="The audit database [env: AIRBENCH_DB; default: db/audit.db].")
@click.option("--auditor", metavar="NAME", help="Who reviews [env: AIRBENCH_AUDITOR; default: login name].")
@click.version_option(__version__, prog_name="airbench-tui")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None, db: str | None, auditor: str | None) -> int | None:
    """Check the judge behind AIR-Bench 2024: browse, review, override, export.

    Without a command the terminal program opens.
    """
    ctx.obj = context = Context(workspace, db, auditor)
    if ctx.invoked_subcommand is not None:
        if ctx.invoked_subcommand not in _READ_SETTINGS:
            context.warn_of_settings()
        return None
    status: int = ctx.invoke(open_.open_)
    return status


# A module in ``commands`` and its packages is a command, so a new one needs no entry elsewhere.
for found in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
    if not found.ispkg:
        cli.add_command(importlib.import_module(found.name).COMMAND)


def _minus_hint(error: click.UsageError) -> str:
    """Return a hint when a filter that begins with a minus, such as "-score:1", was taken for an option."""
    ctx = error.ctx
    if ctx is None or not isinstance(error, click.NoSuchOption):
        return ""
    if not any(one.name == "expression" for one in ctx.command.params):
        return ""
    return f"; a filter that begins with a minus comes after --: {ctx.command_path} -- -score:1"


def _log() -> ModuleType:
    """Import the log module, which this module needs only after an error."""
    from airbench_tui.cli import log

    return log


def main() -> None:
    """Run the command ``airbench-tui`` and exit with its status."""
    with stopping.raised():
        _main()


def _main() -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # terminals and pipes that are not UTF-8
    try:
        found = cli.main(prog_name="airbench-tui", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "airbench-tui"
        complain(f"{error.format_message()} (see `{where} --help`){_minus_hint(error)}")
        sys.exit(2)
    except click.ClickException as error:
        complain(error.format_message())
        sys.exit(2)
    except AirbenchError as error:
        _log().log_refusal(error)
        complain(str(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except stopping.Stopped:
        _flush()
        raise
    except (BrokenPipeError, SystemExit):  # the latter is what click makes of the former
        _drop_output()  # the reader of our output has closed the pipe
        sys.exit(0)
    except OSError as error:  # most likely standard output is on a full disk
        _log().log_failure(error)
        file = (
            f"{quote(os.fsdecode(error.filename), 300)}: " if isinstance(error.filename, str | bytes) else ""
        )
        complain(f"cannot continue: {file}{error.strerror or error}")
        _drop_output()
        sys.exit(2)
    except Exception as error:  # a bug
        _report(error)
        sys.exit(1)
    sys.exit(found if isinstance(found, int) else 0)


def _report(error: Exception) -> None:
    """Log *error* and print where it was raised, without values and messages, which may hold texts."""
    log = _log()
    log.log_failure(error)
    sys.stderr.write("".join(f"{safe(line)}\n" for line in log.traceback_lines(error)))
    where = log.log_path()
    kept = f"; the log has this traceback: {quote(str(where), 300)}" if where is not None else ""
    complain(f"ended by a bug in this program ({type(error).__name__}){kept}")


def _flush() -> None:
    """Write what is left of the output, unless the reader or the terminal is gone."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Send the rest of the output to nothing. Python flushes again when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
