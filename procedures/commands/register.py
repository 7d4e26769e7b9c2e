"""`demo`, `init`, `doctor`, `register …`: making a register and keeping it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import (
    checkpoint_folder,
    key_loader,
    receipt_folder,
    register_url,
    session_from_options,
)
from procedures.commands.framework.signing import print_receipt, show_preview
from procedures.commands.framework.terminal_io import (
    ask_yes_no,
    confirm_or_abort,
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

if TYPE_CHECKING:
    from procedures.services.evidence.receipts import StoredReceipt
    from procedures.services.register.losses import Loss
    from procedures.services.register.signed_files import SignedFile
    from procedures.services.session import Session
    from workflow.storage.positions import Receipt


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
    signed = signed_files.read_signed(session, files)
    _ask_about_age(signed)
    codes = []
    with shown_progress():
        answers = signed_files.receive(session, signed)
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


def _ask_about_age(files: Sequence[SignedFile]) -> None:
    """Say how long ago each act was signed, and ask before one of long ago is recorded."""
    from procedures.services.register.signed_files import OLD

    for file in files:
        text = _("{path}: signed {n} day(s) ago by {person}")
        echo_message(text.format(path=one_line(str(file.path)), n=file.age, person=file.intent.person))
    if any(file.age > OLD for file in files):
        confirm_or_abort(_("Some of this was signed more than {n} days ago. Record it?").format(n=OLD))


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=_("a file that does not exist yet"))],
) -> None:
    from procedures.services.register import backup as exchange

    position = exchange.backup(session_from_options(), target)
    echo_message(_("Copied and verified up to entry {seq}: {path}").format(seq=position, path=target))
    echo_data(f"{one_line(str(target))}\n")


def rehearse(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=_("a file that does not exist yet"))],
) -> None:
    from procedures.services.register import rehearsal

    session = session_from_options(acting=True)
    confirm_or_abort(_("Make {path} a copy for rehearsal?").format(path=one_line(str(target))))
    answer = rehearsal.rehearsal_copy(session, target)
    text = _(
        "Copied for rehearsal, with entry {seq} of its own; what is signed there does not count here: {path}"
    )
    echo_message(text.format(seq=answer.seq, path=one_line(str(target))))
    echo_data(f"{one_line(str(target))}\n")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP")],
    recorded: Annotated[
        bool, typer.Option("--recorded", help=_("the database is restored already: only put that on record"))
    ] = False,
    receipts: Annotated[
        list[Path] | None,
        typer.Option("--receipts", metavar="FILE", help=_("receipts that a person kept; several times")),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help=_("a checkpoint kept elsewhere; several times")),
    ] = None,
) -> None:
    if recorded:
        _put_restore_on_record(source, receipts or (), against or ())
    elif against:
        raise click.UsageError(_("--against goes with --recorded"))
    else:
        _put_backup_in_place(source, receipts or ())


def _put_backup_in_place(source: Path, receipts: Sequence[Path]) -> None:
    from procedures.services.register import restore as keeping
    from procedures.services.session import open_session
    from workflow.errors import StorageFault
    from workflow.storage import connect

    options = settings(click.get_current_context())
    url = register_url(options)
    if connect.is_server(url):
        raise StorageFault("restore-by-server", path="PostgreSQL")
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
    with keeping.restore_draft(source, target, partial(_known_receipts, receipts)) as draft:
        session = open_session(str(draft.path), person=person, key=key_loader(options, url, person))
        answers = _recorded_restores(session, source, draft.loss)
        session.store.close()
        keeping.put_in_place(draft, target)
    text = _("In place up to entry {seq}; missing: {missing}")
    echo_message(text.format(seq=draft.position, missing=draft.loss.missing))
    for answer in answers:
        print_receipt(answer, 1)


def _put_restore_on_record(source: Path, receipts: Sequence[Path], against: Sequence[Path]) -> None:
    """Record the restore of the register as it stands: what it lacks of what receipts and checkpoints show."""
    from procedures.services.evidence.checkpoints import require_against
    from procedures.services.register.losses import loss_by_receipts, lost_positions

    require_against(against)
    session = session_from_options(acting=True)
    points = [*against, *sorted(checkpoint_folder().glob("*.txt"))]
    positions = lost_positions(session, points)
    loss = loss_by_receipts(session.store, _known_receipts(receipts, session.register.id), positions)
    question = _("Put the restore from {path} on record? Missing: {missing}")
    confirm_or_abort(question.format(path=one_line(source.name), missing=loss.missing))
    for answer in _recorded_restores(session, source, loss):
        print_receipt(answer, 1)


def _known_receipts(files: Sequence[Path], register: str) -> list[StoredReceipt]:
    from procedures.services.evidence.receipts import every, read_receipts

    return [*every(receipt_folder(), register), *read_receipts(files, register)]


def _recorded_restores(session: Session, source: Path, loss: Loss) -> list[Receipt]:
    from procedures.services.register.losses import draft_restore, restore_bodies
    from procedures.services.session import receipt

    answers = []
    for body in restore_bodies(source.name, loss):
        act = draft_restore(session, body)
        show_preview(session, act)
        answers.append(receipt(act.intent.act, session.submit([session.sign(act)])[0]))
    return answers


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
