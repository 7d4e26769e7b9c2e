"""Commands of keys."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import ReasonOption
from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url, session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    new_passphrase,
    print_listing,
)
from procedures.commands.people import Id
from procedures.input.checks import iso_date, normalise
from procedures.wording.language import _


def key_list() -> None:
    from procedures.services.people import people
    from procedures.views.people import key_list as listing

    print_listing(listing(people.all_people(session_from_options())))


def key_new(
    person: Id,
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help=_("where to put it [beside the register]")),
    ] = None,
    protect: Annotated[bool, typer.Option("--passphrase", help=_("ask for a passphrase for it"))] = False,
) -> None:
    import click

    from procedures.services.people.key_files import key_folder, new_key, write_proof
    from workflow.errors import WorkflowError
    from workflow.identity.ssh_keys import ssh_line

    options = settings(click.get_current_context())
    phrase = None
    if protect:
        phrase = new_passphrase()
    signer, path = new_key(folder or key_folder(register_url(options)), normalise(person), phrase)
    with suppress(WorkflowError):  # a key may be made before there is a register: `key prove` proves it later
        write_proof(session_from_options(), normalise(person), signer, path)
    echo_message(
        _("Made {path} (keep it to yourself) and {public}.").format(path=path, public=path.name + ".pub")
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
            "--public", metavar="FILE|LINE", help=_("the .pub file or its line [beside the register]")
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

    from procedures.services.people import keys
    from procedures.services.people.key_files import key_folder, offered_key, read_proof
    from procedures.terminal.second_registrar import countersigned_lines, fingerprint_lines

    id_ = normalise(person)
    folder = key_folder(register_url(settings(click.get_current_context())))
    offered = offered_key(public, id_, folder, proof)
    session = session_from_options(acting=True)
    if offered.proof is None and not unproven:
        raise missing_option_error("--proof", "proof-missing", id_)
    until = iso_date(expires, "--expires") if expires else ""
    proven = read_proof(offered.proof) if offered.proof else ""
    draft = keys.draft_key(session, id_, offered.line, proven, until)
    sign_and_record(session, draft, [*fingerprint_lines(offered.line), *countersigned_lines(session)])


def key_prove(
    person: Id,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]"))
    ] = None,
) -> None:
    import click

    from procedures.commands.framework.session import key_loader
    from procedures.services.people.key_files import prove
    from procedures.services.register.files import write_new_file

    options = settings(click.get_current_context())
    text = prove(
        session_from_options(),
        normalise(person),
        key_loader(options, register_url(options), normalise(person))(),
    )
    if output is None:
        echo_data(text)
        return
    write_new_file(output, text.encode())
    echo_message(_("Written: {path}").format(path=output))


def key_revoke(
    key: Annotated[str, typer.Argument(metavar="FINGERPRINT")],
    reason: ReasonOption,
    suspected: Annotated[
        int | None,
        typer.Option(
            "--suspected-from", metavar="SEQ", min=0, help=_("acts from this entry on are in doubt")
        ),
    ] = None,
) -> None:

    from procedures.services.people import keys

    session = session_from_options(acting=True)
    sign_and_record(session, keys.draft_revoke_key(session, normalise(key), normalise(reason), suspected))


def key_confirm(
    entries: Annotated[
        list[int] | None, typer.Argument(metavar="[SEQ…]", help=_("which entries [all that are open]"))
    ] = None,
) -> None:
    from procedures.services.people.contested_acts import draft_confirm

    session = session_from_options(acting=True)
    sign_and_record(session, draft_confirm(session, entries or []))
