"""`programme …`: targets as dated data, and the seal that fixes a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import codes_from, names
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import echo_data, output_format, print_table
from procedures.input.checks import normalise
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.delimited import as_json
from procedures.wording.formats import count, dong
from procedures.wording.language import _, term

Id = Annotated[str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))]


def listing() -> None:
    import json

    from procedures.services import programmes

    try:
        held = {one.id: one for one in programmes.adopted(session_from_options())}
    except Exception as error:  # the presets can be listed without a register
        from workflow.errors import NotFound

        if not isinstance(error, NotFound):
            raise
        held = {}
    rows = []
    for id_ in sorted({*programmes.presets(), *held}):
        one = held.get(id_)
        text = json.loads(one.text) if one else programmes.read(id_)
        state = _("preset") if one is None else _("adopted")
        if one and one.sealed is not None:
            state = _("sealed at entry {seq}, {n} procedures").format(seq=one.sealed, n=count(one.members))
        targets = "; ".join(f"{term('measure', t['measure'])} {t['percent']}%" for t in text["targets"])
        rows.append((id_, text["name"], targets, state))
    print_table(
        (_("Programme"), _("Name"), _("Targets"), _("State")), rows, keys=("id", "name", "targets", "state")
    )


def show_one(id_: Id) -> None:
    import json

    from procedures.services import programmes

    text = (
        programmes.read(id_)
        if id_ in programmes.presets() or Path(id_).exists()
        else json.loads(programmes.find(session_from_options(), normalise(id_)).text)
    )
    if output_format("table") == "json":
        echo_data(as_json({"programme": text}))
        return
    from procedures.terminal.act_preview import body_lines

    echo_data("".join(f"{line}\n" for line in body_lines(text)))


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
    sign_and_record(session, programmes.draft_adopt(session, programmes.read(name, listed)))


def template() -> None:
    echo_data((INPUT_TEMPLATES / "programme.toml").read_text("utf-8"))


def seal_baseline(id_: Id) -> None:
    from procedures.services import programmes

    session = session_from_options(acting=True)
    seal = programmes.preview_seal(session, normalise(id_))
    preview = [
        _("{n} procedures, known cost {known} đồng a year, {unknown} without a known cost").format(
            n=count(seal.members), known=dong(seal.known), unknown=count(seal.unknown)
        )
    ]
    for why in names("left-out"):
        n = sum(reason == why for _code, reason in seal.left_out)
        if n:
            preview.append(_("left out: {n}, {why}").format(n=count(n), why=term("left-out", why)))
    sign_and_record(session, seal.draft, preview)
