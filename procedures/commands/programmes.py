"""Commands `programme …`: adopt dated targets, seal a baseline, give lists, end a programme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
import typer

from procedures.commands.framework.arguments import ReasonOption, codes_from, one_of, optional_document
from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import (
    ask_text,
    can_ask,
    echo_data,
    echo_message,
    missing_option_error,
    print_listing,
    print_page,
)
from procedures.errors import BadInput, InputProblem
from procedures.input.checks import iso_date, normalise
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.programmes import SealPreview

Id = Annotated[str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))]


def listing(
    id_: Annotated[
        str, typer.Argument(metavar="[ID]", help=_("the programme that a list of codes is for"))
    ] = "",
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=_("the codes, one a line; # begins a comment"))
    ] = None,
    measure: Annotated[
        str,
        typer.Option(
            "--target", metavar="MEASURE", help=_("the target [the only one that waits for a list]")
        ),
    ] = "",
    has: Annotated[
        bool, typer.Option("--has", help=_("these have the property that coverage counts"))
    ] = False,
    members: Annotated[
        bool, typer.Option("--members-only", help=_("leave out, by number, codes that are not members"))
    ] = False,
    scan: Annotated[
        bool,
        typer.Option(
            "--scan", help=_("the members whose descriptions ask for a paper that data replace (66.7)")
        ),
    ] = False,
    document: Annotated[str, typer.Option("--document", help=_("number of the document behind it"))] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the document"))] = "",
) -> None:
    if id_:
        if (file is None) is not scan:
            raise missing_option_error("FILE / --scan", "missing" if file is None else "one-of-two")
        paper = optional_document(document, dated)
        _give_list(normalise(id_), file, measure, paper, has=has, members=members)
        return
    from procedures.services import programmes
    from procedures.views.programmes import programme_list
    from workflow.errors import NotFound

    try:
        found = programmes.listed_programmes(session_from_options())
    except NotFound:  # the presets can be listed without a register
        found = programmes.listed_programmes(None)
    print_listing(programme_list(found))


def _give_list(
    id_: str, file: Path | None, measure: str, paper: dict[str, Any] | None, *, has: bool, members: bool
) -> None:
    """Sign the codes of a file, or of a scan without one, for a target of a programme."""
    from procedures.rules.threshold import MEASURES
    from procedures.services import target_lists
    from procedures.terminal.tables import listed_briefly

    session = session_from_options(acting=True)
    waiting = ["coverage"] if has else target_lists.waits_for_list(session, id_)
    if not measure and len(waiting) != 1:
        raise BadInput((InputProblem("--target", "which-list", "", ", ".join(waiting) or "–"),))
    aim = one_of("--target", measure, MEASURES) if measure else waiting[0]
    if file is None:
        from procedures.services.scans import members_asking_for_papers

        codes, undescribed = members_asking_for_papers(session, id_)
        echo_message(_("{n} member(s) ask for a paper of Article 4").format(n=len(codes)))
        if undescribed:
            text = _("! {n} member(s) have no description, and are left out of the list: {codes}")
            echo_message(text.format(n=len(undescribed), codes=listed_briefly(undescribed)))
        sign_and_record(
            session, target_lists.draft_list(session, id_, aim, "has" if has else "over", codes, paper)
        )
        return
    codes = listed = codes_from([], file)
    if members:
        codes = target_lists.listable(session, id_, aim, listed)
        left_out = _("left out of the list: {n} of {all} codes that are not members")
        echo_message(left_out.format(n=len(listed) - len(codes), all=len(listed)))
    sign_and_record(
        session, target_lists.draft_list(session, id_, aim, "has" if has else "over", codes, paper)
    )


def show_one(id_: Id) -> None:
    from procedures.services import programmes
    from procedures.terminal.act_preview import body_lines

    text = programmes.text_of(session_from_options, id_)
    print_page(lambda: {"programme": text}, lambda: body_lines(text))


def adopt(
    name: Annotated[
        str, typer.Argument(metavar="PRESET|FILE", help=_("a preset, or a TOML file of one's own"))
    ],
    codes: Annotated[
        Path | None,
        typer.Option(
            "--codes", metavar="FILE", help=_("only the codes of this list, one a line (its scope)")
        ),
    ] = None,
) -> None:
    from procedures.services import programmes

    session = session_from_options(acting=True)
    listed = codes_from([], codes) if codes else ()
    programmes.require_known(session, listed, str(codes))
    sign_and_record(session, programmes.draft_adopt(session, programmes.read_programme(name, listed)))


def template() -> None:
    echo_data((INPUT_TEMPLATES / "programme.toml").read_text("utf-8"))


def export(id_: Id) -> None:
    from procedures.services import programmes
    from procedures.services.programme_files import as_toml

    echo_data(as_toml(programmes.text_of(session_from_options, id_)))


def seal_baseline(
    id_: Id,
    left_out: Annotated[
        int | None,
        typer.Option("--left-out", metavar="N", help=_("how many it leaves out, where it is many")),
    ] = None,
) -> None:
    from procedures.services import programmes
    from procedures.terminal.programmes import seal_lines

    session = session_from_options(acting=True)
    seal = programmes.preview_seal(session, normalise(id_))
    lines = list(seal_lines(seal))
    if seal.leaves_many and not settings(click.get_current_context()).dry_run:
        _require_number(seal, left_out, lines)
    sign_and_record(session, seal.draft, lines)


def _require_number(seal: SealPreview, given: int | None, lines: list[str]) -> None:
    """Require the number of procedures left out, as an option or typed: more than one in ten is asked (R5).

    Raises BadInput: when it is missing, or another.
    """
    number = len(seal.left_out)
    if given is None:
        if not can_ask():
            total = str(number + seal.members)
            raise BadInput((InputProblem("--left-out", "left-out-many", str(number), total),))
        for line in lines:
            echo_message(line)
        typed = ask_text(_("More than one in ten are left out. Type how many"))
        given = int(typed) if typed.isascii() and typed.isdigit() else None
    if given != number:
        shown = "?" if given is None else str(given)
        raise BadInput((InputProblem("--left-out", "left-out-differs", shown, str(number)),))


def void(id_: Id, reason: ReasonOption) -> None:
    from procedures.services import programmes

    session = session_from_options(acting=True)
    sign_and_record(session, programmes.draft_void(session, normalise(id_), reason))


def close(
    id_: Id,
    reason: ReasonOption,
    on: Annotated[str, typer.Option("--date", metavar="DATE", help=_("the last day that counts"))],
    document: Annotated[str, typer.Option("--document", help=_("number of the document behind it"))] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the document"))] = "",
) -> None:
    from procedures.services import programmes

    session = session_from_options(acting=True)
    paper = optional_document(document, dated)
    day = iso_date(on, "--date")
    sign_and_record(session, programmes.draft_close(session, normalise(id_), day, reason, paper))
