"""`audit …`: the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from click import get_current_context

from procedures.commands.framework.arguments import given_code
from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import checkpoint_folder, receipt_folder, session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    optional_extra,
    output_format,
    print_listing,
    print_page,
    shown_progress,
)
from procedures.wording.language import _

if TYPE_CHECKING:
    from workflow.findings import Finding

_MOST_DIGITS = 19  # digits: more than any position has, and than Python makes a number of


def verify(
    paper: Annotated[
        Path | None,
        typer.Option("--paper", metavar="FILE", help=_("hold a paper against the register at its position")),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help=_("a checkpoint kept elsewhere; several times")),
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help=_("check a bundle, not a register"))
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help=_("the templates the paper was made with")),
    ] = None,
    definition: Annotated[
        Path | None,
        typer.Option("--definition", metavar="FILE", help=_("an office's own life cycle, held to be lawful")),
    ] = None,
) -> None:
    if paper is not None:
        _check_paper(paper, templates, definition)
        return
    from procedures.services.evidence import checkpoints

    checkpoints.require_against(against or ())
    given = against or ()
    findings = (
        _verify_register(given, definition) if bundle is None else _verify_bundle(bundle, given, definition)
    )
    if findings:
        raise typer.Exit(7)


def _verify_bundle(bundle: Path, against: Sequence[Path], own: Path | None) -> Sequence[Finding]:
    """Print the result of verifying a bundle, and return the findings."""
    from procedures.services.evidence.verification import check_bundle
    from procedures.terminal.evidence import bundle_result_lines
    from procedures.views.verification import bundle_result_page
    from procedures.wording.messages import error_number

    with shown_progress():
        result = check_bundle(bundle, against, own)
    print_page(lambda: bundle_result_page(result, error_number), lambda: bundle_result_lines(result))
    return result.findings


def _verify_register(against: Sequence[Path], own: Path | None) -> Sequence[Finding]:
    """Print the result of verifying the register, and return the findings."""
    from procedures.services.evidence.verification import check_register
    from procedures.terminal.evidence import register_result_lines
    from procedures.views.verification import register_result_page
    from procedures.wording.messages import error_number

    session = session_from_options()
    with shown_progress():
        result = check_register(session, against, checkpoint_folder(), receipt_folder(), own)
    print_page(lambda: register_result_page(result, error_number), lambda: register_result_lines(result))
    return result.findings


def checkpoint(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]"))
    ] = None,
) -> None:
    from procedures.services.evidence import checkpoints

    _print_or_write(checkpoints.make_checkpoint(session_from_options(acting=True)), output)


def witness(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("a checkpoint"))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]"))
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help=_("what this witness has seen [the user's own folder]")),
    ] = None,
) -> None:
    from procedures.services.evidence import checkpoints
    from procedures.wording.error_messages import sentence
    from procedures.wording.messages import error_number

    session = session_from_options(acting=True)
    memory = state or receipt_folder().parent / "witness.db"
    try:
        note = checkpoints.cosign_checkpoint(session, file, memory)
    except checkpoints.WitnessRefusal as refusal:
        why = sentence(refusal.code, {"detail": refusal.detail})
        echo_message(_("Not cosigned: {why} ({number})").format(why=why, number=error_number(refusal.code)))
        raise typer.Exit(7) from refusal
    _print_or_write(note, output)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("a new folder"))],
    points: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help=_("a checkpoint to go with it; several times")),
    ] = None,
) -> None:
    from procedures.services.evidence import bundles

    session = session_from_options(acting=bool(settings(get_current_context()).person))
    with shown_progress():
        entries = bundles.export_bundle(session, folder, points or ())
    echo_message(
        _("Written: {path}, {n} entries. Check it with: sh {path}/verify.sh {path}").format(
            path=folder, n=entries
        )
    )


def contested(
    person: Annotated[str, typer.Option("--person", metavar="PERSON", help=_("acts of one person"))] = "",
) -> None:
    from procedures.services.people import contested_acts
    from procedures.views.journal import contested_list

    print_listing(contested_list(contested_acts.contested_acts(session_from_options(), person)))


def portal(
    unit: Annotated[
        str, typer.Argument(metavar="[UNIT]", help=_("one unit, with all beneath it [all units]"))
    ] = "",
    programme: Annotated[
        str, typer.Option("--programme", help=_("which programme [the only sealed one]"))
    ] = "",
) -> None:
    from procedures.services.verdict.portal_listing import portal_listing
    from procedures.terminal.portal import portal_lines
    from procedures.views.portal import portal_list, portal_page

    with shown_progress():
        listed = portal_listing(session_from_options(), programme, unit)
    if output_format("table") in {"csv", "tsv"}:
        print_listing(portal_list(listed))
    else:
        print_page(lambda: portal_page(listed), lambda: portal_lines(listed))
    if listed.waits:
        raise typer.Exit(7)


def trace(
    place: Annotated[str, typer.Argument(metavar="UNIT|SEQ", help=_("a unit's figures, or an entry"))],
    programme: Annotated[
        str, typer.Option("--programme", help=_("which programme [the only sealed one]"))
    ] = "",
) -> None:
    from procedures.services.evidence.trace import entries_behind_unit, figures_from_entry
    from procedures.terminal.evidence import entries_behind_lines, figures_from_entry_lines
    from procedures.views.verification import entries_behind_page, figures_from_entry_page

    session = session_from_options()
    if place.isdecimal() and len(place) < _MOST_DIGITS:
        line, figures = figures_from_entry(session, int(place))
        print_page(
            lambda: figures_from_entry_page(line, figures), lambda: figures_from_entry_lines(line, figures)
        )
        return
    sheet, entries = entries_behind_unit(session, place, programme)
    print_page(
        lambda: entries_behind_page(sheet, place, entries),
        lambda: entries_behind_lines(sheet, place, entries),
    )


def _print_or_write(text: str, output: Path | None) -> None:
    from procedures.services.register.files import write_new_file

    if output is None:
        echo_data(text)
        return
    write_new_file(output, text.encode())
    echo_message(_("Written: {path}").format(path=output))


def _check_paper(path: Path, templates: Path | None, own: Path | None) -> None:
    from procedures.papers.check_paper import check_paper, differs, paper_check_page
    from procedures.terminal.intake_problems import unreadable
    from procedures.terminal.paper_check import paper_check_lines

    session = session_from_options()
    with unreadable(path), optional_extra("papers", "docxtpl, typst, xlsxwriter, pypdf"):
        check = check_paper(session, path, templates, own)
    print_page(lambda: paper_check_page(check, path.name), lambda: paper_check_lines(check, path))
    if differs(check):
        raise typer.Exit(7)


def log(
    subject: Annotated[
        str,
        typer.Argument(
            callback=given_code,
            metavar="[CODE|SUBJECT]",
            help=_("a procedure's code, or a subject such as unit/so-y-te"),
        ),
    ] = "",
    person: Annotated[str, typer.Option("--person", help=_("acts of one person"))] = "",
    last: Annotated[int, typer.Option("--last", min=0, help=_("only the newest so many"))] = 0,
) -> None:
    from procedures.rules.codes import journal_subject
    from procedures.services.evidence import journal_log
    from procedures.views.journal import log_list

    session = session_from_options()
    name = subject
    if subject and "/" not in subject:
        with session.reading() as rows:
            name = journal_subject(subject, rows)
    print_listing(log_list(journal_log.journal_lines(session, name, person, last)))


def entry(
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0)],
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help=_("write the files that ssh-keygen checks")),
    ] = None,
) -> None:
    from procedures.services.evidence import journal_log
    from procedures.terminal.evidence import entry_lines
    from procedures.views.journal import entry_page

    session = session_from_options()
    line, _chained = journal_log.journal_entry(session, seq)
    print_page(lambda: entry_page(line), lambda: entry_lines(line))
    if folder is not None:
        paths = journal_log.export_entry(session, seq, folder)
        echo_message(_("Written: {files}").format(files=", ".join(path.name for path in paths)))
        echo_message(
            _(
                "Check with: ssh-keygen -Y verify -f {folder}/allowed_signers -I {person} -n tinhgon -s {file}.sig < {file}"
            ).format(person=line.intent.person, file=paths[0], folder=folder)
        )
