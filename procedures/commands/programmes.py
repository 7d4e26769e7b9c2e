"""Commands `programme …`: adopt dated targets, seal a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import codes_from
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import echo_data, print_listing, print_page
from procedures.input.checks import normalise
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.language import _

Id = Annotated[str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))]


def listing() -> None:
    from procedures.services import programmes
    from procedures.views.programmes import programme_list
    from workflow.errors import NotFound

    try:
        found = programmes.listed_programmes(session_from_options())
    except NotFound:  # the presets can be listed without a register
        found = programmes.listed_programmes(None)
    print_listing(programme_list(found))


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


def seal_baseline(id_: Id) -> None:
    from procedures.services import programmes
    from procedures.terminal.programmes import seal_lines

    session = session_from_options(acting=True)
    seal = programmes.preview_seal(session, normalise(id_))
    sign_and_record(session, seal.draft, list(seal_lines(seal)))
