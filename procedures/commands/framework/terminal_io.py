"""Prints data and messages, asks questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from procedures.commands.framework.global_options import settings
from procedures.wording.language import _, term
from workflow.runtime import in_flight

if TYPE_CHECKING:
    from procedures.errors import BadInput

_WIDEST = 64  # columns of one cell


def passphrase() -> bytes:
    """Ask for the passphrase of a key; never from an argument."""
    if not can_ask():
        raise missing_option_error("passphrase", "needs-yes")
    typed: str = click.prompt(_("Passphrase of the key"), hide_input=True, err=True)
    return typed.encode()


def missing_option_error(place: str, code: str = "needs-option", value: str = "") -> BadInput:
    """An error that names the option to give."""
    from procedures.errors import BadInput, InputProblem

    return BadInput((InputProblem(place, code, value or place),))


def require_options(*options: tuple[str, object]) -> None:
    """Raise BadInput that names every one of these options (name, value) that is missing."""
    from procedures.errors import BadInput, InputProblem

    gone = [InputProblem(name, "needs-option", name) for name, value in options if not value]
    if gone:
        raise BadInput(tuple(gone))


def echo_message(text: str = "") -> None:
    """Say something to the person; data goes to stdout, talk to stderr."""
    from procedures.wording.terminal_text import escape_control

    if not settings(click.get_current_context()).quiet:
        with suppress(OSError):  # who closed the ear has said --yes: the act goes on
            click.echo("\n".join(escape_control(line) for line in text.split("\n")), err=True)


def echo_data(text: str) -> None:
    """Print data as it is; not what came of a Ctrl-C that was swallowed."""
    in_flight.raise_if_interrupted()
    click.echo(text, nl=False)


def output_format(default: str = "") -> str:
    """The output format: asked for, else a table in a terminal and TSV in a pipe."""
    asked = settings(click.get_current_context()).form
    return asked or default or ("table" if sys.stdout.isatty() else "tsv")


def print_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str | int | None]],
    *,
    keys: Sequence[str],
    terms: dict[str, str] | None = None,
    right: str = "",
    default: str = "",
) -> None:
    """Print a list in the format asked for.

    `keys` are stable names for machines; `terms` maps the columns whose values are stable names
    (one, or several with commas), days or instants to their kind: people read words and dates as
    they write them, machines the names and ISO 8601.
    """
    from procedures.terminal.tables import table
    from procedures.wording.delimited import as_json, delimited
    from procedures.wording.terminal_text import truncate

    chosen = output_format(default)
    if chosen == "json":
        echo_data(as_json({"rows": [dict(zip(keys, row, strict=True)) for row in rows]}))
    elif chosen == "tsv":
        echo_data(delimited(keys, rows, chosen))
    else:
        kinds = [(terms or {}).get(key, "") for key in keys]
        told = [[_worded(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]
        if chosen == "table":  # a terminal is no place for names of 300 letters
            told = [[truncate(c, _WIDEST) if isinstance(c, str) else c for c in row] for row in told]
        echo_data(table(heads, told, right=right) if chosen == "table" else delimited(heads, told, chosen))


def _worded(cell: str | int | None, kind: str) -> str | int | None:
    if not kind or not isinstance(cell, str) or not cell:
        return cell
    from procedures.wording.formats import date, local_time

    if kind == "day":
        return date(cell)
    if kind == "instant":
        return local_time(cell)
    return ", ".join(term(kind, name) for name in cell.split(", "))


def can_ask() -> bool:
    """Whether somebody sits at a terminal and may be asked."""
    return not settings(click.get_current_context()).no_input and sys.stdin.isatty()


def confirm_or_abort(question: str) -> None:
    """Go on with --yes, or a yes on a terminal. Raises BadInput where nobody can be asked, Abort on no."""
    asked = settings(click.get_current_context())
    if asked.yes:
        return
    if not can_ask():
        raise missing_option_error("--yes", "needs-yes")
    if not ask_yes_no(question):
        raise click.Abort


@contextmanager
def progress() -> Iterator[None]:
    """A bar on the terminal for what takes longer than a second; nothing in a pipe or with -q."""
    if settings(click.get_current_context()).quiet or not sys.stderr.isatty():
        yield
        return
    from procedures.commands.framework.progress_bar import Bar
    from workflow.runtime.progress import watching

    bar = Bar()
    try:
        with watching(bar):
            yield
    finally:
        bar.close()


@contextmanager
def optional_extra(name: str, packages: str) -> Iterator[None]:
    """Say what to install where the packages of an extra are absent."""
    try:
        yield
    except ImportError as error:
        from workflow.errors import StorageFault

        raise StorageFault("extra-missing", extra=name, package=packages) from error


def ask_yes_no(question: str) -> bool:
    """Ask on the terminal; yes and no in both languages, anything else asks again."""
    while True:
        answer = click.prompt(question + " " + _("[yes/no]"), err=True, default="", show_default=False)
        word = answer.strip().casefold()
        if word in {"y", "yes", "c", "co", "có", "đ", "đồng ý"}:
            return True
        if word in {"n", "no", "k", "khong", "không", ""}:
            return False
