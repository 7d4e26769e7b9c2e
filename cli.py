"""Runs one command: its language, its parsing, its errors as lines and an exit code."""

from __future__ import annotations

import gettext
import os
import signal
import sys
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from procedures import __version__
from procedures.paths import LOCALES
from procedures.wording import language
from procedures.wording.safe_output import passwords_in, protect_streams
from workflow.runtime import in_flight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    import click

CANCELLED = 130
_NO_MEMORY = b"Error TG-164: out of memory.\n"
_NAMED_ENTRIES = 6  # entries named one by one


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code, by the table in the documentation. Never prints a traceback.

    `argv`: the words after the program's name; None takes the process's own.
    """
    try:
        args = sys.argv[1:] if argv is None else argv
        _prepare_streams(args)
        writes = in_flight.track()
        language.use(language.choose(_asked_language(args), os.environ))
        _translate_click(language.language())
        with _interrupts_noted(writes):
            return _run(args)
    except BrokenPipeError:  # the reader of our output has closed it: nobody to report to
        _discard_output()
        return 0
    except KeyboardInterrupt:
        return _report_stop()
    except (MemoryError, SystemError):  # too little memory left for the full report
        try:  # noqa: SIM105 - `suppress` would ask for memory
            os.write(2, _NO_MEMORY)
        except OSError:
            pass
        return 8


def _run(args: list[str]) -> int:
    from workflow.errors import StorageFault, WorkflowError

    try:
        return _run_command(args)
    except WorkflowError as error:
        return _report_error(error)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except MemoryError:
        return _report_error(StorageFault("out-of-memory"))
    except (ImportError, SystemError) as error:  # the second: an import for which memory ended
        return _report_error(StorageFault("cannot-load", why=error))
    except OSError as error:  # a full terminal, a file of the program itself: no bug of ours
        return _report_error(StorageFault("system-error", why=error.strerror or error))
    except Exception as error:  # noqa: BLE001 - no traceback may reach a user
        return _report_bug(error)


def _report_bug(error: Exception) -> int:
    """Report an unforeseen error as a bug, or as damage where a look at the register finds some."""
    from procedures.terminal.usage_errors import damaged, keep_trace  # only where something failed

    lines = keep_trace(error, passwords_in(sys.argv[1:], os.environ))
    try:
        from procedures.services.evidence.verification import (
            first_damage,  # loads verification, for the rare case
        )

        finding = first_damage()
    except (Exception, KeyboardInterrupt):  # noqa: BLE001 - an unreadable register is reported as a bug
        finding = None
    if finding is None:
        _print_stderr(*lines)
        return 1
    code = _report_error(damaged(finding))
    _print_stderr(*lines[1:])
    return code


def _run_command(args: list[str]) -> int:
    try:
        import click  # after the language is chosen: help texts are fixed at import

        return _call_command(args, click)
    except Exception as error:
        in_flight.raise_if_interrupted(
            error
        )  # an import, a class body, a library make another error of a Ctrl-C
        raise


def _call_command(args: list[str], click: ModuleType) -> int:
    from procedures.errors import BadInput, Refusal
    from procedures.input.checks import require_utf8

    try:
        require_utf8(args)
        result = root_command()(args, prog_name="tinhgon", standalone_mode=False)
        if result == CANCELLED:  # Typer turns a Ctrl-C into this code
            return _report_stop()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except SystemExit as leave:  # Typer turns a closed pipe into this
        if isinstance(leave.__context__, BrokenPipeError):
            raise leave.__context__ from None
        raise
    except click.exceptions.Exit as leave:
        in_flight.raise_if_interrupted(leave)
        sys.stdout.flush()
        code: int = leave.exit_code
        return code
    except click.Abort:
        return _report_stop()
    except click.ClickException as error:
        from procedures.terminal.usage_errors import usage_lines

        _print_stderr(*usage_lines(error))
        return 2
    except (BadInput, Refusal) as error:
        in_flight.raise_if_interrupted(error)
        from procedures.commands.framework.field_names import with_options

        return _report_error(with_options(error) if isinstance(error, BadInput) else error)


def root_command() -> click.Command:
    """Return the whole program as one command."""
    import typer  # after the language is chosen

    from procedures.commands.framework.command_classes import RootGroup
    from procedures.commands.tree import ALIASES, TREE, load

    beneath = {"tree": TREE, "load": staticmethod(load), "aliases": ALIASES}
    whole = type("Whole", (RootGroup,), beneath)
    app = typer.Typer(cls=whole, rich_markup_mode=None, no_args_is_help=True)

    def callback(
        version: bool = typer.Option(False, "--version", help=language._("print the version")),  # noqa: FBT001, FBT003
    ) -> None:
        if version:
            typer.echo(f"tinhgon {__version__}")
            raise typer.Exit

    text = language._(
        "Tinh Gọn: proposals that cut administrative procedures, each act signed, each figure proven."
    )
    app.callback(invoke_without_command=True, help=text)(callback)
    return typer.main.get_command(app)


def _prepare_streams(args: list[str]) -> None:
    """Open closed standard streams, make the others take every letter, and let nothing steer the terminal."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know Vietnamese letters
            stream.reconfigure(encoding="utf-8", errors="replace")
    protect_streams(args, os.environ)


def _asked_language(args: list[str]) -> list[str]:
    """Return the values of --lang, read before parsing: help texts are worded before that."""
    following = [value for option, value in pairwise(args) if option == "--lang"]
    return following + [word.removeprefix("--lang=") for word in args if word.startswith("--lang=")]


def _translate_click(lang: str) -> None:
    """Choose the language of Click and Typer, which use gettext's default domain, one for the process."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(language.CATALOGUE, str(LOCALES))
    gettext.textdomain(language.CATALOGUE)


@contextmanager
def _interrupts_noted(writes: in_flight.InFlight) -> Iterator[None]:
    """Record each Ctrl-C besides raising it."""

    def remember(number: int, _frame: object) -> None:
        writes.interrupts.append(number)
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGINT, remember)
    except ValueError:  # not the main thread: signals do not arrive here
        yield
        return
    if before is signal.SIG_IGN:  # who started us (nohup) wants it ignored
        signal.signal(signal.SIGINT, before)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _discard_output() -> None:
    """Send the rest of our output nowhere: Python would fail on it once more at the exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_stop() -> int:
    """Report what was already written: a Ctrl-C may come after the commit."""
    from workflow.errors import WorkflowError

    with suppress(ValueError):  # a second Ctrl-C must not cut the answer short; not our thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        recorded = _recorded_before_failure()
        nothing = language._("Stopped; nothing was written.")
        _print_stderr(
            language._("Stopped; done before that: {what}").format(what=recorded) if recorded else nothing
        )
    except (WorkflowError, OSError):
        _print_stderr(language._("Stopped; look whether it was recorded: tinhgon audit log --last 5"))
    return CANCELLED


def _recorded_before_failure() -> str:
    """Return the entries and files of this operation that exist by now, in words; "" for none.

    Raises WorkflowError: when the register cannot be read.
    """
    writes = in_flight.completed_writes()
    entries = [str(position) for position in writes if isinstance(position, int)]
    if len(entries) > _NAMED_ENTRIES:
        entries = [f"{entries[0]}–{entries[-1]}"]
    words = [language._("entry {seq}").format(seq=seq) for seq in entries]
    return ", ".join([*words, *(str(write) for write in writes if not isinstance(write, int))])


def _report_error(error: Exception) -> int:
    from procedures.commands.framework.exit_codes import exit_code
    from procedures.terminal.error_lines import error_lines
    from workflow.errors import WorkflowError

    lines = error_lines(error)
    if isinstance(error, WorkflowError) and error.code in {"system-error", "out-of-memory"}:
        _discard_output()
        with suppress(WorkflowError, OSError):
            if recorded := _recorded_before_failure():
                lines.insert(1, "  " + language._("done before that: {what}").format(what=recorded))
    _print_stderr(*lines)
    return exit_code(error)


def _print_stderr(*lines: str) -> None:
    from procedures.wording.terminal_text import escape_control  # a command that succeeds may need none of it

    for line in lines:
        with suppress(OSError):  # stderr is closed: the exit code remains
            print(escape_control(line), file=sys.stderr)  # line breaks too: one line stays one


if __name__ == "__main__":
    sys.exit(main())
