"""Prints data and messages, asks questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from procedures.commands.framework.global_options import settings
from procedures.wording.language import _
from workflow.runtime import in_flight

if TYPE_CHECKING:
    from procedures.errors import BadInput
    from procedures.views.listing import Listing


def passphrase() -> bytes:
    """Ask for the passphrase of a key on the terminal; it is never taken from an argument.

    Raises BadInput: when nobody can be asked.
    """
    if not can_ask():
        raise missing_option_error("passphrase", "needs-yes")
    typed: str = click.prompt(_("Passphrase of the key"), hide_input=True, err=True)
    return typed.encode()


def new_passphrase() -> bytes:
    """Ask twice for the passphrase that a new key is to have."""
    typed: str = click.prompt(_("Passphrase of the key"), hide_input=True, confirmation_prompt=True, err=True)
    return typed.encode()


def ask_text(name: str) -> str:
    """Ask on the terminal for the value of an option."""
    return str(click.prompt(name, err=True))


def missing_option_error(place: str, code: str = "needs-option", value: str = "") -> BadInput:
    """Return an error that names the option to give (`place`); `code` is its reason code."""
    from procedures.errors import BadInput, InputProblem

    return BadInput((InputProblem(place, code, value or place),))


def require_options(*options: tuple[str, object]) -> None:
    """Check that each of these options (name, value) has a value.

    Raises BadInput: naming every one that is missing.
    """
    from procedures.errors import BadInput, InputProblem

    missing = [InputProblem(name, "needs-option", name) for name, value in options if not value]
    if missing:
        raise BadInput(tuple(missing))


def echo_message(text: str = "") -> None:
    """Write a message to stderr, unless --quiet; data goes to stdout."""
    from procedures.wording.terminal_text import escape_control

    if not settings(click.get_current_context()).quiet:
        with suppress(OSError):  # nobody listens: the act goes on all the same
            click.echo("\n".join(escape_control(line) for line in text.split("\n")), err=True)


def echo_data(text: str) -> None:
    """Write data to stdout. Raises KeyboardInterrupt first if SIGINT arrived, so that no partial result is printed."""
    in_flight.raise_if_interrupted()
    click.echo(text, nl=False)


def output_format(default: str = "") -> str:
    """Return the output format asked for, else `default`, else table in a terminal and tsv in a pipe."""
    chosen = settings(click.get_current_context()).form
    return chosen or default or ("table" if sys.stdout.isatty() else "tsv")


def print_listing(listing: Listing, default: str = "") -> None:
    """Print a list in the format chosen (`default` where none is: see `output_format`)."""
    from procedures.terminal.lists import list_text
    from procedures.views.listing import listing_page

    chosen = output_format(default)
    if chosen == "json":
        print_json(listing_page(listing))
    else:
        echo_data(list_text(listing, chosen))


def print_json(page: Mapping[str, Any]) -> None:
    """Print a page's data as JSON."""
    from procedures.wording.delimited import as_json

    echo_data(as_json(page))


def print_page(page: Callable[[], Mapping[str, Any]], text: Callable[[], str | Iterable[str]]) -> None:
    """Print a page: its data as JSON where that is chosen, else its text (or the lines of it)."""
    if output_format("table") == "json":
        print_json(page())
        return
    printed = text()
    echo_data(printed if isinstance(printed, str) else "".join(f"{line}\n" for line in printed))


def can_ask() -> bool:
    """Return True where a person at a terminal may be asked."""
    return not settings(click.get_current_context()).no_input and sys.stdin.isatty()


def confirm_or_abort(question: str) -> None:
    """Return with --yes, or after a yes on a terminal.

    Raises BadInput: when nobody can be asked. Raises Abort: on no.
    """
    options = settings(click.get_current_context())
    if options.yes:
        return
    if not can_ask():
        raise missing_option_error("--yes", "needs-yes")
    if not ask_yes_no(question):
        raise click.Abort


@contextmanager
def shown_progress() -> Iterator[None]:
    """Draw a bar on the terminal for work longer than a second; nothing in a pipe or with --quiet."""
    if settings(click.get_current_context()).quiet or not sys.stderr.isatty():
        yield
        return
    from procedures.commands.framework.progress_bar import Bar
    from workflow.runtime.progress import watching

    bar = Bar(plain=settings(click.get_current_context()).no_color)
    try:
        with watching(bar):
            yield
    finally:
        bar.close()


@contextmanager
def optional_extra(name: str, packages: str) -> Iterator[None]:
    """Turn a missing package of an extra into an error that names the extra to install.

    Raises StorageFault: when the import fails.
    """
    try:
        yield
    except ImportError as error:
        from workflow.errors import StorageFault

        raise StorageFault("extra-missing", extra=name, package=packages) from error


def ask_yes_no(question: str) -> bool:
    """Ask on the terminal until the answer is yes or no, in either language; an empty one is no."""
    while True:
        answer = click.prompt(question + " " + _("[yes/no]"), err=True, default="", show_default=False)
        word = answer.strip().casefold()
        if word in {"y", "yes", "c", "co", "có", "đ", "đồng ý"}:
            return True
        if word in {"n", "no", "k", "khong", "không", ""}:
            return False
