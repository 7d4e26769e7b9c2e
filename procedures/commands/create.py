"""Commands `init` and `demo`: make a register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
)
from procedures.input.checks import normalise
from procedures.wording.language import _

if TYPE_CHECKING:
    from workflow.identity.signing import Signer


def demo(
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=_("where to build it"))
    ] = Path("demo"),
) -> None:
    from procedures.services.register.demo import build
    from procedures.services.verdict.sheet import verdict_sheet
    from procedures.terminal.verdict import render

    session, told = build(folder, echo_message)
    echo_message("")
    echo_data(render(verdict_sheet(session), session.register, output_format("table")))
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
    from procedures.services.people.key_files import key_folder, load_key, new_key
    from procedures.services.register.create import found, need_vacancy

    asked = settings(click.get_current_context())
    url = register_url(asked)
    need_vacancy(url)
    if not normalise(name):
        raise missing_option_error("NAME", "missing")
    people: dict[str, tuple[str, Signer]] = {}
    for text in registrar:
        id_, _equals, full = normalise(text).partition("=")
        folder = key_folder(url)
        try:
            own = Path(asked.key) if asked.key and not people else None
            signer = load_key(id_, own, [folder], lambda: b"")
        except Exception as error:
            from workflow.errors import Unsignable

            if not isinstance(error, Unsignable) or error.code != "no-key":
                raise
            signer, path = new_key(folder, id_)
            echo_message(
                _("Made the key {path}; it is the only proof of being {person}.").format(
                    path=path, person=id_
                )
            )
        people[id_] = (full or id_, signer)
    session = found(url, normalise(name), people)
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
