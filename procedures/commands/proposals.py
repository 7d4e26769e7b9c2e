"""The acts of the life cycle, each a command with the act's name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from procedures.commands.framework.arguments import (
    CodesFile,
    DocumentDate,
    DocumentLevel,
    DocumentSigner,
    IssuingBody,
    ReasonOption,
    codes_from,
    document_from_options,
    given_code,
    one_of,
    optional_document,
    stable_names,
)
from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import (
    ask_text,
    can_ask,
    echo_data,
    missing_option_error,
    require_options,
)
from procedures.input.checks import iso_date, normalise
from procedures.input.text_files import read_structure
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.language import _

Codes = Annotated[
    list[str] | None, typer.Argument(callback=given_code, metavar="CODE…", help=_("procedure codes"))
]
Number = Annotated[
    str, typer.Option("--document", metavar="NUMBER", help=_("number and mark of the document"))
]
Files = Annotated[
    list[Path] | None, typer.Option("--file", metavar="FILE", help=_("a scan; its SHA-256 is signed"))
]


def propose(
    codes: Annotated[
        list[str] | None, typer.Argument(callback=given_code, metavar="CODE…", help=_("procedure codes"))
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help=_("the proposal as TOML or JSON"))
    ] = None,
    template: Annotated[bool, typer.Option("--template", help=_("print a proposal to fill in"))] = False,
    kind: Annotated[str, typer.Option("--kind", help=_("abolish or simplify (without --from)"))] = "",
    content: Annotated[str, typer.Option("--content", help=_("what is to be done"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_("why"))] = "",
    action: Annotated[str, typer.Option("--action", help=_("kind of action of a simplification"))] = "",
    amends: Annotated[str, typer.Option("--amends", help=_("document to amend"))] = "",
    article: Annotated[str, typer.Option("--article")] = "",
    clause: Annotated[str, typer.Option("--clause")] = "",
    point: Annotated[str, typer.Option("--point")] = "",
    authority: Annotated[
        str, typer.Option("--authority", help=_("who may amend it [read from the number of the document]"))
    ] = "",
    submission: Annotated[
        str, typer.Option("--submission", metavar="NUMBER", help=_("number of the Tờ trình"))
    ] = "",
    dated: DocumentDate = "",
    signer: DocumentSigner = "",
    due: Annotated[str, typer.Option("--due", metavar="DATE", help=_("to be implemented by"))] = "",
    programme: Annotated[
        list[str] | None,
        typer.Option(
            "--programme", help=_("programmes it counts for, or none [every sealed one that holds the code]")
        ),
    ] = None,
    files: Files = None,
) -> None:
    from procedures.rules.document_levels import level_of_number
    from procedures.services.proposals import SimpleProposal, draft_propose, simple_plan, with_submission

    if template:
        echo_data((INPUT_TEMPLATES / "proposal.toml").read_text("utf-8"))
        return
    if not codes:
        raise missing_option_error("CODE", "no-codes")
    if source:
        also = {
            "--kind": kind,
            "--content": content,
            "--reason": reason,
            "--action": action,
            "--amends": amends,
            "--article": article,
            "--clause": clause,
            "--point": point,
            "--authority": authority,
            "--submission": submission,
            "--dated": dated,
            "--signer": signer,
            "--due": due,
        }
        if surplus := [option for option, value in also.items() if value]:
            raise missing_option_error(f"--from / {surplus[0]}", "one-of-two")
        plan = read_structure(source)
    else:
        kind, content, reason, submission, dated = _ask_missing(
            ("--kind", kind),
            ("--content", content),
            ("--reason", reason),
            ("--submission", submission),
            ("--dated", dated),
        )
        kind = one_of("--kind", kind, ("abolish", "simplify"))
        (action,) = _ask_missing(("--action", action or ("abolish" if kind == "abolish" else "")))
        if amends.strip() and not authority and can_ask() and not level_of_number(normalise(amends)):
            authority = ask_text("--authority")
        plan = simple_plan(
            SimpleProposal(
                kind=kind,
                content=content,
                reason=reason,
                action=one_of("--action", action, stable_names("action")),
                submission=submission,
                dated=dated,
                amends=amends,
                article=article,
                clause=clause,
                point=point,
                authority=one_of("--authority", authority, stable_names("level")) if authority else "",
                signer=signer,
                due=due,
            )
        )
    plan = with_submission(plan, files or (), programme or ())
    session = session_from_options(acting=True)
    plans = [(code, plan) for code in codes_from(codes, None)]
    sign_and_record(session, draft_propose(session, plans, str(source or "")))


def withdraw(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Number = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    _act_on_codes(
        "withdraw",
        codes,
        file,
        reason,
        _with_document(number, dated, body=body, level=level, signer=signer, files=files, usual_level="unit"),
    )


def send_back(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Number = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    _act_on_codes(
        "return",
        codes,
        file,
        reason,
        _with_document(number, dated, body=body, level=level, signer=signer, files=files),
    )


def reject(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Number = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    _act_on_codes(
        "reject",
        codes,
        file,
        reason,
        _with_document(number, dated, body=body, level=level, signer=signer, files=files),
    )


def reopen(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Number = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    _act_on_codes(
        "reopen",
        codes,
        file,
        reason,
        _with_document(number, dated, body=body, level=level, signer=signer, files=files),
    )


def lapse(codes: Codes = None, file: CodesFile = None) -> None:
    _act_on_codes("lapse", codes, file, "", {})


def revoke(
    reason: ReasonOption,
    number: Number,
    dated: DocumentDate,
    codes: Codes = None,
    file: CodesFile = None,
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    _act_on_codes(
        "revoke",
        codes,
        file,
        reason,
        _with_document(number, dated, body=body, level=level, signer=signer, files=files),
    )


def appraise(
    opinion: Annotated[str, typer.Option("--opinion", help=_("the opinion in words"))],
    codes: Codes = None,
    file: CodesFile = None,
    fails: Annotated[
        list[str] | None,
        typer.Option(
            "--fails", help=_("a criterion that is not met: necessity, reasonableness, legality or cost")
        ),
    ] = None,
    number: Number = "",
    dated: DocumentDate = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    from procedures.services.proposals import appraisal

    failed = {one_of("--fails", name, stable_names("criterion")) for name in fails or ()}
    common = appraisal(opinion, failed)
    _act_on_codes(
        "appraise",
        codes,
        file,
        "",
        common | _with_document(number, dated, body=body, level=level, signer=signer, files=files),
    )


def forward(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help=_(
                "the body that may amend it: ministry, government, prime-minister, assembly, "
                "standing-committee, council or province"
            ),
        ),
    ],
    number: Number,
    dated: DocumentDate,
    codes: Codes = None,
    file: CodesFile = None,
    body: IssuingBody = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    from procedures.rules.action_kinds import RECEIVERS

    common = {"to": one_of("--to", to, RECEIVERS)}
    _act_on_codes(
        "forward",
        codes,
        file,
        "",
        common | {"document": document_from_options(number, dated, body=body, signer=signer, files=files)},
    )


def recall(reason: ReasonOption, codes: Codes = None, file: CodesFile = None) -> None:
    _act_on_codes("recall", codes, file, reason, {})


def approve(
    codes: Codes = None,
    file: CodesFile = None,
    decision: Annotated[
        list[str] | None,
        typer.Option("--decision", metavar="NUMBER", help=_("number of a decision; several are allowed")),
    ] = None,
    signed: Annotated[
        list[str] | None, typer.Option("--signed", metavar="DATE", help=_("its date, in the same order"))
    ] = None,
    body: Annotated[
        list[str] | None, typer.Option("--body", help=_("issuing body, in the same order"))
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level", help=_("its level, in the same order [read from number and body, else province]")
        ),
    ] = None,
    signer: Annotated[
        list[str] | None, typer.Option("--signer", help=_("who signed, in the same order"))
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", help=_("why it is approved although an appraisal finds against it"))
    ] = "",
    files: Files = None,
) -> None:
    numbers, dates = decision or [""], signed or [""]
    numbers[0], dates[0] = _ask_missing(("--decision", numbers[0]), ("--signed", dates[0]))
    if len(dates) != len(numbers):
        raise missing_option_error("--signed")
    bodies, levels, signers = (list(given or ()) for given in (body, level, signer))
    if max(len(bodies), len(levels), len(signers)) > len(numbers):
        raise missing_option_error("--decision")
    decisions = [
        document_from_options(
            number,
            day,
            body=_value_at(bodies, i),
            level=_value_at(levels, i),
            signer=_value_at(signers, i),
            files=files if i == 0 else None,
            place="request.signed",
        )
        for i, (number, day) in enumerate(zip(numbers, dates, strict=True))
    ]
    _act_on_codes("approve", codes, file, reason, {"decisions": decisions})


def implement(
    number: Number,
    dated: DocumentDate,
    in_force: Annotated[str, typer.Option("--in-force", metavar="DATE", help=_("date in force"))],
    codes: Codes = None,
    file: CodesFile = None,
    ends: Annotated[
        str, typer.Option("--ends", metavar="DATE", help=_("last day in force, if limited"))
    ] = "",
    publication: Annotated[
        str, typer.Option("--publication", metavar="NUMBER", help=_("decision that publishes the change"))
    ] = "",
    published: Annotated[str, typer.Option("--published", metavar="DATE", help=_("its date"))] = "",
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    if published or publication:
        require_options(("--publication", publication), ("--published", published))
    common = {
        "document": document_from_options(number, dated, body=body, level=level, signer=signer, files=files),
        "in_force": iso_date(in_force, "--in-force"),
        "ends": iso_date(ends, "--ends") if ends else None,
        "publication": document_from_options(publication, published, place="request.published")
        if publication
        else None,
    }
    _act_on_codes("implement", codes, file, "", common)


def extend(
    number: Number,
    dated: DocumentDate,
    ends: Annotated[
        str, typer.Option("--ends", metavar="DATE", help=_("the new last day in force, earlier or later"))
    ] = "",
    permanent: Annotated[bool, typer.Option("--permanent", help=_("in force without an end"))] = False,
    codes: Codes = None,
    file: CodesFile = None,
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    common = {
        "document": document_from_options(number, dated, body=body, level=level, signer=signer, files=files),
        "ends": iso_date(ends, "--ends") if ends else None,
    }
    if permanent == bool(ends):
        raise missing_option_error("--ends / --permanent", "one-of-two" if ends else "missing")
    _act_on_codes("extend", codes, file, "", common)


def annul(
    reason: ReasonOption,
    codes: Codes = None,
    file: CodesFile = None,
    number: Number = "",
    dated: DocumentDate = "",
    wrongly: Annotated[
        bool, typer.Option("--wrongly-recorded", help=_("it was never carried out: no document repeals it"))
    ] = False,
    body: IssuingBody = "",
    level: DocumentLevel = "",
    signer: DocumentSigner = "",
    files: Files = None,
) -> None:
    if wrongly == bool(number):
        raise missing_option_error("--document / --wrongly-recorded", "one-of-two" if number else "missing")
    document = optional_document(number, dated, body=body, level=level, signer=signer, files=files)
    _act_on_codes("annul", codes, file, reason, {"document": document})


def correct(
    code: Annotated[str, typer.Argument(callback=given_code, metavar="CODE")],
    reason: ReasonOption,
    slot: Annotated[
        str,
        typer.Option("--slot", help=_("which document: submission, decision.1, implementing, publication …")),
    ] = "",
    decision: Annotated[
        str, typer.Option("--decision", metavar="NUMBER", help=_("the right number of the (first) decision"))
    ] = "",
    number: Annotated[str, typer.Option("--number", help=_("the right number"))] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("the right date"))] = "",
    signer: Annotated[str, typer.Option("--signer", help=_("the right signer"))] = "",
) -> None:
    from procedures.services.proposals import draft_correct

    new = {
        "number": normalise(number or decision),
        "date": iso_date(dated, "--dated") if dated else "",
        "signer": normalise(signer),
    }
    given = {name: value for name, value in new.items() if value}
    if not given:
        raise missing_option_error("--number")
    session = session_from_options(acting=True)
    chosen = slot or ("decision.1" if decision else "")
    if not chosen:
        raise missing_option_error("--slot")
    sign_and_record(session, draft_correct(session, normalise(code), chosen, given, normalise(reason)))


def _act_on_codes(
    act: str, codes: list[str] | None, file: Path | None, reason: str, common: dict[str, Any]
) -> None:
    from procedures.services.proposals import draft_act

    session = session_from_options(acting=True)
    listed = codes_from(codes, file)
    sign_and_record(session, draft_act(session, act, listed, common=common, reason=normalise(reason)))


def _with_document(number: str, dated: str, **more: Any) -> dict[str, Any]:
    document = optional_document(number, dated, **more)
    return {} if document is None else {"document": document}


def _ask_missing(*options: tuple[str, str]) -> list[str]:
    """Return the values of options (name, value); missing ones are asked for on a terminal.

    Raises BadInput: naming all that are missing, where nobody can be asked.
    """
    import click

    options_of_call = settings(click.get_current_context())
    if options_of_call.no_input or not sys.stdin.isatty():
        require_options(*options)
    return [value or ask_text(name) for name, value in options]


def _value_at(values: list[str], place: int) -> str:
    return values[place] if place < len(values) else ""
