"""`unit …`, `person …`, `key …`, `role …`: what the registrar looks after."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import choice, names, read_text
from procedures.commands.framework.session import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_table,
    register_url,
    session_from_options,
    settings,
    sign_and_record,
    sign_and_record_all,
)
from procedures.commands.second_registrar import countersigned, fingerprint_to_compare
from procedures.dates import last_day
from procedures.input.checks import iso_date, normalise
from procedures.wording.formats import as_json, count, date, one_line, truncate
from procedures.wording.language import _, term

if TYPE_CHECKING:
    from workflow.identity.signing import Signer

Id = Annotated[
    str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))
]
Unit = Annotated[
    str,
    typer.Option(
        "--unit", metavar="UNIT", help=_("the unit; everything beneath it is covered [*]")
    ),
]
Role = Annotated[
    str, typer.Argument(metavar="ROLE", help=_("department, reviewer, auditor or registrar"))
]
Reason = Annotated[str, typer.Option("--reason", help=_("the reason, which is signed"))]
UnitKind = Annotated[
    str,
    typer.Option("--kind", help=_("province, department, district, commune, ministry or division")),
]


def unit_list() -> None:
    from procedures.services.people import people

    rows = [
        (unit.id, unit.name, unit.kind, unit.parent,
         _("closed {date}").format(date=date(unit.closed)) + (f" → {unit.successor}" if unit.successor else "")
         if unit.closed else "")
        for unit in people.units(session_from_options())
    ]  # fmt: skip
    heads = (_("Unit"), _("Name"), _("Kind"), _("Parent"), _("Closed"))
    print_table(
        heads, rows, keys=("id", "name", "kind", "parent", "closed"), terms={"kind": "unit"}
    )


def unit_add(
    id_: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    name: Annotated[str, typer.Argument(metavar="[NAME]")] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="UNIT", help=_("the unit above"))] = "",
    kind: UnitKind = "department",
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help=_("CSV with id, name, kind, parent")),
    ] = None,
) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    if source is not None:
        listed = []
        for number, row in enumerate(csv.DictReader(io.StringIO(read_text(source))), 2):
            body = {name: normalise(row.get(name) or "") for name in ("name", "kind", "parent")}
            if not (row.get("id") or "").strip() or not body["name"]:
                raise missing_option_error(
                    _("row {row}, column “{column}”").format(row=number, column="id / name"),
                    "missing",
                )
            listed.append(
                (
                    normalise(row["id"]),
                    body
                    | {
                        "parent": body["parent"] or None,
                        "kind": choice("kind", body["kind"], names("unit")),
                    },
                )
            )
        carry_out_units(desk, listed)
        return
    if not id_ or not name:
        raise missing_option_error("ID NAME")
    body = {
        "name": normalise(name),
        "kind": choice("--kind", kind, names("unit")),
        "parent": normalise(parent) or None,
    }
    sign_and_record(desk, people.draft_units(desk, [(normalise(id_), body)]))


def carry_out_units(desk: object, listed: list[tuple[str, dict[str, str | None]]]) -> None:
    """Units level by level: a parent must be on record before its children can name it."""
    from procedures.services.people import people
    from procedures.services.session import Session

    assert isinstance(desk, Session)  # noqa: S101 - the counter opens nothing else
    known = {unit.id for unit in people.units(desk)}
    waiting = [one for one in listed if one[0] not in known]
    while waiting:
        ready = [one for one in waiting if one[1]["parent"] in known or one[1]["parent"] is None]
        sign_and_record(desk, people.draft_units(desk, ready or waiting))
        known |= {id_ for id_, _body in ready}
        waiting = [one for one in waiting if one not in ready]


def unit_change(
    id_: Id,
    name: Annotated[str, typer.Option("--name", help=_("the new name"))] = "",
    parent: Annotated[
        str, typer.Option("--parent", metavar="UNIT", help=_("the new unit above"))
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help=_("the new kind"))] = "",
) -> None:
    from procedures.services.inventory import find_unit
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    with desk.reading() as rows:
        held = find_unit(rows, normalise(id_))
    sign_and_record(desk, people.draft_unit(
        desk, held.id, normalise(name) or held.name,
        choice("--kind", kind, names("unit")) if kind else held.kind, normalise(parent) or held.parent,
    ))  # fmt: skip


def unit_close(
    id_: Id,
    on: Annotated[str, typer.Option("--date", metavar="DATE", help=_("closed from this date"))],
    successor: Annotated[
        str, typer.Option("--successor", metavar="UNIT", help=_("the unit that takes over"))
    ] = "",
) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    sign_and_record(
        desk,
        people.draft_close_unit(
            desk, normalise(id_), iso_date(on, "--date"), normalise(successor) or None
        ),
    )


def person_list() -> None:
    from procedures.services.people import people

    rows = [
        (one.person.id, one.person.name,
         ", ".join(f"{term('role', grant.role)} @ {grant.scope}" for grant in one.grants if grant.until is None),
         sum(key.until is None for key in one.keys), "" if one.person.until is None else one.person.until)
        for one in people.everyone(session_from_options())
    ]  # fmt: skip
    heads = (_("Person"), _("Name"), _("Roles"), _("Keys"), _("Left at entry"))
    print_table(heads, rows, keys=("id", "name", "roles", "keys", "until"), right="lllrr")


def person_show(id_: Id) -> None:
    from procedures.services.people import people

    desk = session_from_options()
    one = people.someone(desk, normalise(id_))
    cases = people.open_cases(desk, one.person.id)
    if output_format("table") == "json":
        echo_data(as_json({"person": one.person._asdict(), "keys": [k._asdict() for k in one.keys],
                      "grants": [g._asdict() for g in one.grants], "open": [p.code for p, _p in cases]}))  # fmt: skip
        return
    echo_data(f"{one.person.id}  {one_line(one.person.name)}\n")
    for key in one.keys:
        until = _(", revoked at entry {seq}").format(seq=key.until) if key.until is not None else ""
        if key.expires is not None:
            until += _(", last day {date}").format(date=date(last_day(key.expires)))
        echo_data(
            _("  key {key} since entry {seq}{until}").format(key=key.id, seq=key.since, until=until)
            + "\n"
        )
    for grant in one.grants:
        until = _(", until entry {seq}").format(seq=grant.until) if grant.until is not None else ""
        echo_data(
            _("  {role} in {scope} since entry {seq}{until}").format(
                role=term("role", grant.role), scope=grant.scope, seq=grant.since, until=until
            )
            + "\n"
        )
    echo_data(_("Open cases within these roles: {n}").format(n=len(cases)) + "\n")
    for procedure, proposal in cases[:50]:
        echo_data(
            f"  {procedure.code}  {term('outcome', proposal.outcome)}  {one_line(procedure.name)}\n"
        )


def person_add(id_: Id, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    sign_and_record(desk, people.draft_person(desk, normalise(id_), normalise(name)))


def person_close(id_: Id) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    cases = people.open_cases(desk, normalise(id_))
    preview = (
        [
            _("open cases within these roles, to be handed over: {n}").format(n=len(cases)),
            f"tinhgon person handover {id_} PERSON --as {desk.person}",
        ]
        if cases
        else []
    )
    sign_and_record(desk, people.draft_close_person(desk, normalise(id_)), preview)


def person_handover(
    leaving: Annotated[str, typer.Argument(metavar="PERSON", help=_("whose work it was"))],
    taking: Annotated[str, typer.Argument(metavar="PERSON", help=_("who takes it over"))],
    stays: Annotated[
        bool, typer.Option("--stays", help=_("the first one stays in office, without these roles"))
    ] = False,
) -> None:
    from procedures.services.people import handover

    desk = session_from_options(acting=True)
    made = handover.draft(desk, normalise(leaving), normalise(taking), stays=stays)
    preview = [_("open cases that go over: {n}").format(n=count(len(made.cases)))]
    preview += [f"{one.code} {term('outcome', p.outcome)} {truncate(one_line(one.name), 60)}"
                for one, p in made.cases[:20]]  # fmt: skip
    if len(made.cases) > len(preview) - 1:
        preview.append(_("… and {n} more").format(n=len(made.cases) - len(preview) + 1))
    if made.own:
        preview.append(_("proposed by {person}, so somebody else must decide on them: {codes}").format(
            person=taking, codes=", ".join(made.own)))  # fmt: skip
    preview += countersigned(desk)
    sign_and_record_all(desk, made.drafts, preview)


def key_list() -> None:
    from procedures.services.people import people

    rows = [
        (key.id, one.person.id, one.person.name, key.since, key.until, key.suspected,
         last_day(key.expires) if key.expires else None)
        for one in people.everyone(session_from_options())
        for key in one.keys
    ]  # fmt: skip
    heads = (
        _("Fingerprint"),
        _("Person"),
        _("Name"),
        _("Since entry"),
        _("Revoked at"),
        _("Suspected from"),
        _("Last day"),
    )
    keys = ("key", "person", "name", "since", "until", "suspected", "last_day")
    print_table(heads, rows, keys=keys, right="lllrrrl", terms={"last_day": "day"})


def key_new(
    person: Id,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help=_("where to put it [beside the register]")
        ),
    ] = None,
    protect: Annotated[
        bool, typer.Option("--passphrase", help=_("ask for a passphrase for it"))
    ] = False,
) -> None:
    import click

    from procedures.services.register.create import key_folder, new_key
    from workflow.identity.people import ssh_line

    asked = settings(click.get_current_context())
    phrase = None
    if protect:
        phrase = click.prompt(
            _("Passphrase of the key"), hide_input=True, confirmation_prompt=True, err=True
        ).encode()
    signer, path = new_key(folder or key_folder(register_url(asked)), normalise(person), phrase)
    _prove(normalise(person), signer, path)
    echo_message(
        _("Made {path} (keep it to yourself) and {public}.").format(
            path=path, public=path.name + ".pub"
        )
    )
    echo_message(
        _("The registrar registers it with: tinhgon key add {person} --public {public}").format(
            person=person, public=f"{path}.pub"
        )
    )
    echo_data(f"{signer.key}\n{ssh_line(signer.public, person)}\n")


def key_add(
    person: Id,
    public: Annotated[
        str,
        typer.Option(
            "--public",
            metavar="FILE|LINE",
            help=_("the .pub file or its line [beside the register]"),
        ),
    ] = "",
    proof: Annotated[
        Path | None,
        typer.Option("--proof", metavar="FILE", help=_("its own signature [beside the .pub file]")),
    ] = None,
    unproven: Annotated[
        bool, typer.Option("--unproven", help=_("register it without proof that somebody holds it"))
    ] = False,
    expires: Annotated[
        str, typer.Option("--expires", metavar="DATE", help=_("the last day of the key [none]"))
    ] = "",
) -> None:
    import click

    from procedures.services.people import people
    from procedures.services.register.create import key_folder

    id_ = normalise(person)
    if not public:
        public = str(key_folder(register_url(settings(click.get_current_context()))) / f"{id_}.pub")
    text = public if public.startswith("ssh-") else read_text(Path(public))
    line = normalise(text.splitlines()[0] if text.strip() else "")
    desk = session_from_options(acting=True)
    named = not public.startswith("ssh-") and Path(public).name
    beside = Path(public).with_suffix(".proof") if named else None
    file = proof or (beside if beside is not None and beside.is_file() else None)
    if file is None and not unproven:
        raise missing_option_error("--proof", "proof-missing", id_)
    until = iso_date(expires, "--expires") if expires else ""
    proven = _proof(file) if file else ""
    draft = people.draft_key(desk, id_, line, proven, until)
    sign_and_record(desk, draft, [*fingerprint_to_compare(line), *countersigned(desk)])


def key_prove(
    person: Id,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]")),
    ] = None,
) -> None:
    import click

    from procedures.commands.framework.session import key_loader
    from procedures.services.register.backup import write_new_file
    from procedures.services.register.create import prove

    asked = settings(click.get_current_context())
    text = prove(
        session_from_options(),
        normalise(person),
        key_loader(asked, register_url(asked), normalise(person))(),
    )
    if output is None:
        echo_data(text)
        return
    write_new_file(output, text.encode())
    echo_message(_("Written: {path}").format(path=output))


def _prove(person: str, signer: Signer, path: Path) -> None:
    """Write the proof beside a new key, where there is a register to write it for."""
    from procedures.services.register.create import prove
    from workflow.errors import WorkflowError

    try:
        text = prove(session_from_options(), person, signer)
    except WorkflowError:
        return  # a key may be made before there is a register: `key prove` makes it later
    path.with_name(f"{path.name}.proof").write_text(text, encoding="utf-8", newline="\n")


def _proof(file: Path) -> str:
    from base64 import b64encode

    from workflow.identity.signing import from_armoured

    try:
        return b64encode(from_armoured(read_text(file))).decode()
    except ValueError as error:
        raise missing_option_error(str(file), "bad-proof-file", file.name) from error


def key_revoke(
    key: Annotated[str, typer.Argument(metavar="FINGERPRINT")],
    reason: Reason,
    suspected: Annotated[
        int | None,
        typer.Option(
            "--suspected-from", metavar="SEQ", min=0, help=_("acts from this entry on are in doubt")
        ),
    ] = None,
) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    sign_and_record(
        desk, people.draft_revoke_key(desk, normalise(key), normalise(reason), suspected)
    )


def key_confirm(
    entries: Annotated[
        list[int] | None,
        typer.Argument(metavar="[SEQ…]", help=_("which entries [all that are open]")),
    ] = None,
) -> None:
    from procedures.services.people.contested_acts import draft_confirm

    desk = session_from_options(acting=True)
    sign_and_record(desk, draft_confirm(desk, entries or []))


def role_list() -> None:
    from procedures.services.people import people

    rows = [
        (one.person.id, grant.role, grant.scope, grant.since, grant.until)
        for one in people.everyone(session_from_options())
        for grant in one.grants
    ]
    heads = (_("Person"), _("Role"), _("Unit"), _("Since entry"), _("Until entry"))
    print_table(
        heads,
        rows,
        keys=("person", "role", "unit", "since", "until"),
        right="lllrr",
        terms={"role": "role"},
    )


def role_grant(
    person: Id,
    role: Role,
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            metavar="UNIT",
            help=_(
                "the unit; all beneath it is covered; “*” is the whole register [auditor, registrar: *]"
            ),
        ),
    ] = "",
) -> None:
    # A forgotten option must not give a clerk the whole register.
    if not unit and choice("ROLE", role, names("role")) not in {"auditor", "registrar"}:
        raise missing_option_error("--unit", "unit-or-all")
    _role(person, role, unit or "*", grant=True)


def role_revoke(person: Id, role: Role, unit: Unit = "*") -> None:
    _role(person, role, unit, grant=False)


def _role(person: str, role: str, unit: str, *, grant: bool) -> None:
    from procedures.services.people import people

    desk = session_from_options(acting=True)
    sign_and_record(
        desk,
        people.draft_role(
            desk,
            normalise(person),
            choice("ROLE", role, names("role")),
            normalise(unit),
            grant=grant,
        ),
        countersigned(desk) if grant else (),
    )
