"""Commands `init` and `demo`: make a register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import click
import typer

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_json,
)
from procedures.input.checks import normalise
from procedures.wording.language import _


def demo(
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=_("where to build it"))
    ] = Path("demo"),
) -> None:
    from procedures.services.register.demo import build
    from procedures.services.verdict.sheet import verdict_sheet
    from procedures.terminal.verdict import sheet_text
    from procedures.views.verdict import verdict_page

    session, told = build(folder, echo_message)
    echo_message("")
    sheet = verdict_sheet(session)
    if (form := output_format("table")) == "json":
        print_json(verdict_page(sheet, session.register))
    else:
        echo_data(sheet_text(sheet, session.register, form))
    echo_message("")
    echo_message(
        _(
            "{units} units, {procedures} procedures, {people} demonstration accounts, {acts} signed acts."
        ).format(**told)
    )
    echo_message(_("Next:"))
    echo_message(f"  cd {folder}")
    for line in (
        "tinhgon status --as lan.bt",
        "tinhgon check --unit so-y-te",
        "tinhgon queue --as minh.tv",
        "tinhgon audit verify --as thu.ph",
    ):
        echo_message(f"  {line}")


def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("the register's name, e.g. the province"))],
    registrar: Annotated[
        list[str],
        typer.Option(
            "--registrar",
            metavar="PERSON[=NAME]",
            help=_("a first registrar; name two, so that one lost key does not freeze it"),
        ),
    ],
) -> None:
    from procedures.services.register.create import create_register, registrars, require_vacancy

    asked = settings(click.get_current_context())
    url = register_url(asked)
    require_vacancy(url)
    if not normalise(name):
        raise missing_option_error("NAME", "missing")
    named = registrars(url, registrar, asked.key)
    for one in named:
        if one.made is not None:
            text = _("Made the key {path}; it is the only proof of being {person}.")
            echo_message(text.format(path=one.made, person=one.id))
    people = {one.id: (one.name, one.signer) for one in named}
    session = create_register(url, normalise(name), people)
    if len(people) == 1:
        echo_message(
            _("Only one registrar: if that key is lost, nobody can be added any more. Name a second one.")
        )
    echo_message(
        _("Register id {id}: print it, and put it into the decision that sets the register up.").format(
            id=session.register.id
        )
    )
    echo_message(_("Next: tinhgon unit add ID NAME --as {person}").format(person=next(iter(people))))
    echo_data(f"{session.register.id}\n")
