"""Previews an act, asks, signs and records it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.terminal_io import (
    confirm_or_abort,
    echo_message,
    print_page,
    shown_progress,
)
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.session import Draft, Session
    from workflow.storage.positions import Receipt


def sign_and_record(session: Session, draft: Draft, preview: Sequence[str] = ()) -> None:
    """Preview a draft, ask, sign it, and record it (or with --out write it to a file).

    Items that would be refused are shown first and left out only if the person agrees; the exit code is then
    3. With no item left the refusal is raised.

    Raises Refusal, Unsignable, Busy, StorageFault: as `Session.sign` and `Session.submit` do. Raises Exit,
    Abort: to end the command.
    """
    from procedures.services.register.signed_files import write_signed

    options = settings(click.get_current_context())
    if not draft.intent.items:
        session.sign(draft)  # raises the refusal with every reason
    show_preview(session, draft, preview)
    if options.dry_run:
        echo_message(_("Shown only; nothing was signed."))
        raise click.exceptions.Exit(3 if draft.refused else 0)
    confirm_or_abort(_("Leave these out and sign the rest?") if draft.refused else _("Sign and record?"))
    signed = session.sign(draft)
    if options.out:
        write_signed(signed, Path(options.out))
        echo_message(
            _("Signed, not recorded: {path}. Record it with: tinhgon register receive {path}").format(
                path=options.out
            )
        )
    else:
        from procedures.services.session import receipt

        with shown_progress():
            answers = session.submit([signed])
        recorded = receipt(draft.intent.act, answers[0])
        print_receipt(recorded, len(draft.intent.items))
    if draft.refused:
        raise click.exceptions.Exit(3)


def sign_and_record_all(session: Session, drafts: Sequence[Draft], preview: Sequence[str] = ()) -> None:
    """Preview several acts, ask once, sign each, and record all of them or none.

    Raises what `sign_and_record` raises.
    """
    from procedures.services.register.signed_files import write_signed
    from procedures.services.session import receipt

    options = settings(click.get_current_context())
    for number, draft in enumerate(drafts):
        more = preview if number == len(drafts) - 1 else ()
        show_preview(session, draft, more)
    if options.dry_run:
        echo_message(_("Shown only; nothing was signed."))
        return
    confirm_or_abort(_("Sign and record all of this?"))
    signed = [session.sign(draft) for draft in drafts]
    if options.out:
        for number, signed_act in enumerate(signed, 1):
            path = Path(
                options.out if len(signed) == 1 else f"{options.out}.{number:0{len(str(len(signed)))}d}"
            )
            write_signed(signed_act, path)
            echo_message(
                _("Signed, not recorded: {path}. Record it with: tinhgon register receive {path}").format(
                    path=path
                )
            )
        return
    for draft, answer in zip(drafts, session.submit(signed, all_or_none=True), strict=True):
        recorded = receipt(draft.intent.act, answer)
        print_receipt(recorded, len(draft.intent.items))


def show_preview(session: Session, draft: Draft, more: Sequence[str] = ()) -> None:
    """Print what would be signed, with the command's own lines (`more`) below."""
    from procedures.terminal.act_preview import ITEMS_SHOWN, preview_lines
    from procedures.views.act_preview import act_preview

    verbose = settings(click.get_current_context()).verbose
    for line in preview_lines(act_preview(session, draft, ITEMS_SHOWN), draft, more, verbose=verbose):
        echo_message(line)


def print_receipt(receipt: Receipt, items: int) -> None:
    """Print the receipt of a recorded act."""
    from procedures.terminal.act_preview import receipt_line
    from procedures.views.receipt import receipt_page

    print_page(lambda: receipt_page(receipt, items), lambda: [receipt_line(receipt, items)])
