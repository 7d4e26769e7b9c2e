"""`procedure …`: the inventory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
import typer

from procedures.commands.framework.arguments import (
    Agency,
    CodesFile,
    DocumentDate,
    DocumentLevel,
    DocumentSigner,
    FromFont,
    IssuingBody,
    Map,
    Owner,
    ReasonOption,
    codes_from,
    document_from_options,
    given_code,
    kind_option,
    one_of,
    optional_document,
    owner_rules,
    read_in_font,
    stable_names,
    unit_option,
)
from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record, sign_and_record_all
from procedures.commands.framework.terminal_io import (
    echo_message,
    print_listing,
    print_page,
    require_options,
    shown_progress,
)
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.inventory import InventoryRow

Codes = Annotated[
    list[str] | None, typer.Argument(callback=given_code, metavar="CODE…", help=_("procedure codes"))
]
Unit = Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("the unit, those beneath it included"))]
Kind = Annotated[
    str, typer.Option("--kind", help=_("procedure, internal, condition, report, standard or inspection"))
]


LevelOption = Annotated[
    list[str] | None,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help=_(
            "at which level it is carried out: ministry, province, district, commune or other; repeatable"
        ),
    ),
]
HandledBy = Annotated[
    list[str] | None,
    typer.Option(
        "--handled-by", metavar="UNIT", help=_("a unit that handles it without owning it; repeatable")
    ),
]


def listing(
    unit: Unit = "",
    state: Annotated[
        str, typer.Option("--state", help=_("inventoried, proposed, approved or implemented"))
    ] = "",
    kind: Kind = "",
    waiting: Annotated[bool, typer.Option("--waiting", help=_("only those no unit owns yet"))] = False,
) -> None:
    state = state and one_of("--state", state, stable_names("state"))
    kind = kind and kind_option(kind)
    _print_list(unit=unit, state=state, kind=kind, waiting=waiting)


def search(words: Annotated[list[str], typer.Argument(metavar="WORDS…")], unit: Unit = "") -> None:
    from procedures.services.procedure_search import search_procedures

    _print_rows(search_procedures(session_from_options(), " ".join(given_code(words)), unit))


def show_one(
    code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")],
    full: Annotated[bool, typer.Option("--full", help=_("the whole description that is on record"))] = False,
) -> None:
    if full:
        from procedures.services.descriptions import description_of
        from procedures.terminal.descriptions import description_lines
        from procedures.views.descriptions import description_page

        with session_from_options().reading() as rows:
            described = description_of(rows, code)
        print_page(lambda: description_page(code, described), lambda: description_lines(code, described))
        return
    from procedures.services.proposals import case_file
    from procedures.terminal.proposals import case_lines
    from procedures.views.proposals import case_page

    case = case_file(session_from_options(), code)
    print_page(lambda: case_page(case), lambda: case_lines(case))


def add(
    code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("the unit that reviews it"))] = "",
    kind: Kind = "procedure",
    field: Annotated[str, typer.Option("--field", help=_("its field (lĩnh vực)"))] = "",
    issuer: Annotated[str, typer.Option("--issuer", help=_("who issued it"))] = "",
    in_force: Annotated[
        str,
        typer.Option(
            "--in-force", metavar="DATE", help=_("since when, by its document: new burden or found")
        ),
    ] = "",
    number: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help=_("the document that brought it in"))
    ] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the document"))] = "",
    level: LevelOption = None,
    handled_by: HandledBy = None,
) -> None:
    from procedures.input.checks import iso_date, normalise
    from procedures.services.inventory import draft_add

    require_options(("CODE", code.strip()), ("NAME", name.strip()))
    if number or dated or in_force:
        require_options(("--document", number), ("--in-force", in_force), ("--dated", dated))
    session = session_from_options(acting=True)
    checked_kind = kind_option(kind)
    draft = draft_add(
        session,
        normalise(code),
        checked_kind,
        normalise(name),
        normalise(field),
        unit_option(unit),
        issuer=normalise(issuer),
        in_force=iso_date(in_force, "--in-force") if in_force else "",
        document=document_from_options(number, dated) if number else None,
        levels=_levels(level),
        handled_by=normalise(handled_by or []),
    )
    sign_and_record(session, draft)


def handle(
    codes: Codes = None, file: CodesFile = None, level: LevelOption = None, handled_by: HandledBy = None
) -> None:
    from procedures.input.checks import normalise
    from procedures.services.inventory import draft_handle

    if not level and not handled_by:
        require_options(("--level", ""))
    body = {"levels": _levels(level)} if level else {}
    body |= {"handled_by": normalise(handled_by)} if handled_by else {}
    session = session_from_options(acting=True)
    sign_and_record(session, draft_handle(session, codes_from(codes, file), body))


def _levels(given: list[str] | None) -> list[str]:
    """Return the stable names of levels, given by name or in the portal's words.

    Raises BadInput: when one is no level.
    """
    from procedures.stated_values import levels_of

    found: list[str] = []
    for text in given or ():
        levels = levels_of(text)
        found += levels or [one_of("--level", text, stable_names("performing-level"))]
    return list(dict.fromkeys(found))


def import_list(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=_(".xlsx as the portal exports it, or .xls, .ods, .csv with the same columns"),
        ),
    ],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("the unit of every row"))] = "",
    agency: Agency = None,
    owner: Owner = None,
    map_: Map = None,
    kind: Kind = "procedure",
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help=_("take the good rows, leave the bad ones"))
    ] = False,
    from_font: FromFont = "",
) -> None:
    from procedures.intake.portal_list import read_listing
    from procedures.services.inventory import compare_list, draft_import
    from procedures.terminal.intake_problems import report

    session = session_from_options(acting=True)
    listed = read_in_font(file, from_font, read_listing)
    rules = owner_rules(agency, owner, map_)
    changes = compare_list(session, listed, unit, rules, kind_option(kind))
    for line in report(listed, changes, str(file)):
        echo_message(line)
    wrong = bool(listed.problems or changes.problems)
    if wrong and not skip_errors:
        echo_message(_("Nothing was written. Mend the rows, or take the good ones with --skip-errors."))
        raise typer.Exit(2)
    if not changes.new:
        echo_message(_("Nothing new; nothing to sign."))
        raise typer.Exit(3 if wrong else 0)
    sign_and_record(session, draft_import(session, changes))
    if wrong and not settings(click.get_current_context()).dry_run:
        raise typer.Exit(3)


def describe(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…", help=_("JSON files, folders of them, .zip or .jsonl: descriptions as published")
        ),
    ],
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help=_("take the good ones, leave the bad ones"))
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=_("also what is unchanged, of implemented cuts: the portal was looked at on this day"),
        ),
    ] = False,
) -> None:
    from procedures.errors import BadInput
    from procedures.services.descriptions import compare_descriptions, draft_describe
    from procedures.terminal.descriptions import described_lines
    from procedures.wording.error_messages import problem_text

    session = session_from_options(acting=True)
    with shown_progress():
        found = compare_descriptions(session, paths, again=again)
    if found.problems and not skip_errors:
        raise BadInput(found.problems)
    for problem in found.problems:
        echo_message(f"✗ {problem_text(problem)}")
    for line in described_lines(found):
        echo_message(line)
    wrong = bool(found.problems or found.unknown or found.without_code)
    if not found.new:
        echo_message(_("Nothing new; nothing to sign."))
        raise typer.Exit(3 if wrong else 0)
    sign_and_record_all(session, draft_describe(session, found.new))
    if wrong:
        raise typer.Exit(3)


def changes(code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")]) -> None:
    from procedures.services.descriptions import changes_of
    from procedures.terminal.descriptions import changes_lines
    from procedures.views.descriptions import changes_page

    versions = changes_of(session_from_options(), code)
    print_page(lambda: changes_page(code, versions), lambda: changes_lines(code, versions))


def assign(
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("the unit that reviews them"))],
    codes: Codes = None,
    file: CodesFile = None,
    number: Annotated[
        str,
        typer.Option(
            "--document",
            metavar="NUMBER",
            help=_("the document that orders it: their place in sealed baselines moves too"),
        ),
    ] = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
) -> None:
    from procedures.services.inventory import draft_assign

    session = session_from_options(acting=True)
    document = optional_document(number, dated, body=body, level=level, signer=signer)
    sign_and_record(session, draft_assign(session, codes_from(codes, file), unit, document))


def recode(
    code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")],
    new: Annotated[str, typer.Argument(callback=given_code, metavar="NEW_CODE")],
    number: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help=_("the document that changes it"))
    ] = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
) -> None:
    from procedures.services.inventory import draft_recode

    session = session_from_options(acting=True)
    document = optional_document(number, dated, body=body, level=level, signer=signer)
    sign_and_record(session, draft_recode(session, code, new, document))


def rename(
    code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
) -> None:
    from procedures.input.checks import normalise

    require_options(("NAME", name.strip()))
    session = session_from_options(acting=True)
    sign_and_record(
        session, session.draft("procedure.rename", [(f"procedure/{code}", {"name": normalise(name)})])
    )


def strike(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Annotated[
        str,
        typer.Option(
            "--document",
            metavar="NUMBER",
            help=_("the document that repeals it; of a higher body, it leaves the baselines"),
        ),
    ] = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
) -> None:
    document = optional_document(number, dated, body=body, level=level, signer=signer)
    _act_on_codes("procedure.strike", codes, file, reason, {"document": document} if document else {})


def review(reason: ReasonOption, codes: Codes = None, file: CodesFile = None) -> None:
    _act_on_codes("procedure.review", codes, file, reason)


def _act_on_codes(
    act: str, codes: list[str] | None, file: Path | None, reason: str, common: dict[str, Any] | None = None
) -> None:
    from procedures.input.checks import normalise
    from procedures.services.proposals import draft_act

    session = session_from_options(acting=True)
    listed = codes_from(codes, file)
    sign_and_record(session, draft_act(session, act, listed, common=common, reason=normalise(reason)))


def _print_list(**wanted: str | bool) -> None:
    from procedures.services.inventory import list_procedures as listed

    rows = listed(session_from_options(), **wanted)  # type: ignore[arg-type]  # text and one flag by name
    _print_rows(rows, waiting=bool(wanted.get("waiting")))


def _print_rows(rows: Sequence[InventoryRow], *, waiting: bool = False) -> None:
    from procedures.views.inventory import inventory_list, unassigned_list

    print_listing(unassigned_list(rows) if waiting else inventory_list(rows))
    echo_message(_("{n} procedure(s)").format(n=sum(not row.handled for row in rows)))
    if handled := sum(row.handled for row in rows):
        echo_message(_("{n} handled, not counted: another unit owns them (R10)").format(n=handled))
