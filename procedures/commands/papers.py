"""Commands `paper …`: write official papers from the record, in the form that the file's name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import one_of
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import echo_data, echo_message, optional_extra, output_format
from procedures.rules.programme import STAGES
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.papers.print_paper import PrintedPaper

Unit = Annotated[
    str, typer.Argument(metavar="[UNIT]", help=_("the unit, with all beneath it; the whole without one"))
]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=_("what to write: .docx, .pdf, .xlsx, .csv or .json; may be given several times"),
    ),
]
Programme = Annotated[str, typer.Option("--programme", help=_("which programme [the only sealed one]"))]
Stage = Annotated[
    str, typer.Option("--stage", help=_("judge at another stage: proposed, approved or implemented"))
]
Number = Annotated[str, typer.Option("--number", help=_("only what came by the paper of this number"))]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help=_("the office's own templates [those of the program]")),
]


def annex(
    unit: Unit = "",
    output: Output = None,
    programme: Programme = "",
    stage: Stage = "",
    number: Number = "",
    templates: Templates = None,
) -> None:
    _write_papers("annex", unit, output, programme, stage, number, templates)


def submission(
    unit: Annotated[str, typer.Argument(metavar="UNIT")],
    output: Output = None,
    programme: Programme = "",
    number: Number = "",
    templates: Templates = None,
) -> None:
    _write_papers("submission", unit, output, programme, "proposed", number, templates)


def decision(
    unit: Unit = "",
    output: Output = None,
    programme: Programme = "",
    number: Number = "",
    templates: Templates = None,
) -> None:
    _write_papers("decision", unit, output, programme, "proposed", number, templates)


def summary(
    unit: Unit = "",
    output: Output = None,
    programme: Programme = "",
    stage: Stage = "",
    templates: Templates = None,
) -> None:
    _write_papers("summary", unit, output, programme, stage, "", templates)


def costs(
    unit: Unit = "",
    output: Output = None,
    programme: Programme = "",
    stage: Stage = "",
    number: Number = "",
    templates: Templates = None,
) -> None:
    _write_papers("costs", unit, output, programme, stage, number, templates)


def recommendations(
    unit: Unit = "",
    output: Output = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="BODY",
            help=_("only what this body is asked: BTP, bo-tu-phap, chinh-phu; repeatable"),
        ),
    ] = None,
    programme: Programme = "",
    number: Number = "",
    templates: Templates = None,
) -> None:
    _write_papers(
        "recommendations", unit, output, programme, "proposed", number, templates, _bodies(to or ())
    )


def templates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("a new folder to put them in"))],
) -> None:
    from procedures.papers.write_pdf import TEMPLATES
    from procedures.services.register.files import make_folder, write_new_file

    make_folder(folder)
    for file in sorted(TEMPLATES.iterdir()):
        write_new_file(folder / file.name, file.read_bytes())
    echo_message(_("Templates: {path}; change them and print with --templates {path}").format(path=folder))


def _bodies(words: Sequence[str]) -> str:
    """Return the ids of the bodies that words name, joined by commas in the order of the table."""
    from procedures.errors import BadInput, InputProblem
    from procedures.input.checks import normalise
    from procedures.services.issuing_bodies import issuing_bodies, named_body

    found = {word: named_body(normalise(word)) for word in words}
    known = ", ".join(body.id for body in issuing_bodies())
    problems = [
        InputProblem("request.to", "not-a-body", word, known) for word, body in found.items() if not body
    ]
    if problems:
        raise BadInput(tuple(problems))
    ids = {body.id for body in found.values() if body}
    return ",".join(body.id for body in issuing_bodies() if body.id in ids)


def _write_papers(
    kind: str,
    unit: str,
    output: list[Path] | None,
    programme: str,
    stage: str,
    number: str,
    own: Path | None,
    to: str = "",
) -> None:
    from procedures.input.checks import normalise
    from procedures.papers.print_paper import check_targets, print_paper
    from procedures.papers.writers import write_paper
    from procedures.services.paper_data import PaperRequest

    if stage:
        one_of("--stage", stage, STAGES)
    flat = f".{chosen}" if (chosen := output_format("table")) in {"csv", "json"} else ""
    files = output or ([] if flat else [Path(f"{kind}-{unit or 'all'}.docx")])
    check_targets(output or (), own)
    session = session_from_options()
    request = PaperRequest(kind, normalise(unit), normalise(programme), stage, normalise(number), to)
    printed = print_paper(session, request)
    if printed.waiting:
        echo_message(
            _("{n} open proposal(s) are left out: nobody has appraised them yet.").format(n=printed.waiting)
        )
    if printed.forwarded:
        echo_message(
            _("{n} open proposal(s) are left out: they were forwarded to another body.").format(
                n=printed.forwarded
            )
        )
    with optional_extra("papers", "docxtpl, typst, xlsxwriter"):
        if flat and not output:
            echo_data(write_paper(printed.paper, flat).decode("utf-8-sig"))
            return
        for file in printed.write_files(files, own):
            echo_message(_("Written: {path}").format(path=file))
            if file.suffix.lower() == ".pdf":
                _tell_stand_ins(printed)


def _tell_stand_ins(printed: PrintedPaper) -> None:
    """Tell the letters of a paper for which its font has no glyph, with the procedure and the field."""
    from procedures.papers.glyphs import stand_ins

    for one in stand_ins(printed.paper.fields):
        echo_message(
            _(
                "! {code}, {field}: the letter “{letter}” (U+{number}) has no glyph; printed as {shown}"
            ).format(
                code=one.code or "–",
                field=one.field,
                letter=one.letter,
                number=f"{ord(one.letter):04X}",
                shown=one.shown,
            )
        )
