"""`demo`, `init`, `doctor`, `register …`: making a register and keeping it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import click
import typer

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import key_loader, register_url, session_from_options
from procedures.commands.framework.signing import print_receipt, show_preview
from procedures.commands.framework.terminal_io import (
    ask_yes_no,
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_json,
    print_listing,
    shown_progress,
)
from procedures.wording.formats import count
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line


def info() -> None:
    from procedures.terminal.register import register_list
    from procedures.views.register import register_page

    page = register_page(session_from_options())
    if output_format("table") == "json":
        print_json(page)
    else:
        print_listing(register_list(page), default="table")


def receive(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("files written with --out"))],
) -> None:
    from procedures.commands.framework.exit_codes import refusal_code
    from procedures.services.register import signed_files
    from procedures.terminal.error_lines import refusal_lines
    from workflow.decision import Refused

    session = session_from_options()
    codes = []
    with shown_progress():
        answers = list(signed_files.receive(session, files))
    for received in answers:
        if isinstance(received.answer, Refused):
            echo_message(f"✗ {received.path}:")
            for line in refusal_lines(received.intent.act, received.answer.reasons):
                echo_message(f"  {line}")
            codes.append(refusal_code(received.answer.reasons))
        else:
            echo_data(
                _("{path}: recorded as entry {seq}").format(path=received.path, seq=received.answer.seq)
                + "\n"
            )
    if codes:
        raise typer.Exit(codes[0] if len(set(codes)) == 1 else 3)


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=_("a file that does not exist yet"))],
) -> None:
    from procedures.services.register import backup as exchange

    position = exchange.backup(session_from_options(), target)
    echo_message(_("Copied and verified up to entry {seq}: {path}").format(seq=position, path=target))
    echo_data(f"{one_line(str(target))}\n")


def restore(source: Annotated[Path, typer.Argument(metavar="BACKUP")]) -> None:
    from procedures.services.register import restore as keeping
    from procedures.services.session import open_session, receipt
    from workflow.errors import StorageFault
    from workflow.storage import connect

    options = settings(click.get_current_context())
    url = register_url(options)
    if connect.is_server(url):
        raise StorageFault("backup-by-server", path="PostgreSQL")
    person = options.person or os.environ.get("TINHGON_AS", "")
    if not person:
        raise missing_option_error("--as", "person-missing")
    # Right and key are tried on the backup itself: nothing is replaced for someone who may not.
    keeping.try_right(source, person, key_loader(options, url, person))
    if not options.yes:
        if options.no_input or not sys.stdin.isatty():
            raise missing_option_error("--yes", "needs-yes")
        if not ask_yes_no(_("Put {path} in the place of {target}?").format(path=source, target=url)):
            raise click.Abort
    # The file itself, not a link to it: renaming the draft over a link would leave the register as it was.
    target = Path(os.path.realpath(connect.register_file(url)))
    with keeping.restore_draft(source, target) as draft:
        session = open_session(str(draft.path), person=person, key=key_loader(options, url, person))
        act = keeping.draft_restore(session, source, draft.position, draft.missing)
        show_preview(session, act)
        recorded = receipt(act.intent.act, session.submit([session.sign(act)])[0])
        session.store.close()
        keeping.put_in_place(draft, target)
    echo_message(
        _("In place up to entry {seq}; missing: {missing}").format(seq=draft.position, missing=draft.missing)
    )
    print_receipt(recorded, 1)


def rebuild() -> None:
    from procedures.services.register import rebuild
    from procedures.terminal.error_lines import error_lines

    session = session_from_options()
    with shown_progress():
        rebuilt = rebuild.rebuild(session)
    echo_message(
        _("Made anew from {n} entries: {rows} rows. The journal was not touched.").format(
            n=session.head.seq + 1, rows=count(rebuilt.rows)
        )
    )
    for fault in rebuilt.passed_over:
        echo_message("\n".join(error_lines(fault)))
    if rebuilt.passed_over:
        raise typer.Exit(7)
