"""`register countersign|waiting|confirm|decline`: what gives power waits for a second registrar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record, sign_and_record_all
from procedures.commands.framework.terminal_io import echo_data, output_format, print_table
from procedures.wording.delimited import as_json
from procedures.wording.error_messages import named
from procedures.wording.language import _, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procedures.services.session import Session

Entries = Annotated[
    list[int], typer.Argument(metavar="SEQ…", help=_("the entries, as `register waiting` lists them"))
]


def countersign() -> None:
    from procedures.services.people.second_registrar import draft_countersign

    session = session_from_options(acting=True)
    preview = [_("for good: from now on new keys and roles wait for a second registrar")]
    sign_and_record(session, draft_countersign(session), preview)


def waiting() -> None:
    import json

    from procedures.services.people import second_registrar
    from procedures.terminal.act_preview import body_lines

    found = second_registrar.waiting(session_from_options())
    if output_format("table") == "json":
        told = [one._asdict() | {"body": json.loads(one.body)} for one in found]
        echo_data(as_json({"waiting": told}))
        return
    rows = [
        (one.seq, term("act", one.act), one.subject, one.by, "; ".join(body_lines(json.loads(one.body))))
        for one in found
    ]
    heads = (_("Entry"), _("Act"), _("Subject"), _("By"), _("Content"))
    print_table(heads, rows, keys=("entry", "act", "subject", "by", "body"), right="rllll")


def confirm(entries: Entries) -> None:
    _answer(entries, accept=True)


def decline(entries: Entries) -> None:
    _answer(entries, accept=False)


def countersigned(session: Session) -> list[str]:
    """What a registrar is told beforehand where a second one must confirm."""
    if session.register.countersigned is None:
        return []
    return [_("takes effect when another registrar confirms it: tinhgon register waiting")]


def fingerprint_to_compare(public: str) -> list[str]:
    """What to hold against the person's own word before a key is trusted; none of what is no key."""
    from workflow.identity.ssh_keys import fingerprint, from_ssh_line

    try:
        key = fingerprint(from_ssh_line(public))
    except ValueError:
        return []
    return [_("fingerprint: {key} (compare it with the person's own)").format(key=key)]


def _answer(entries: list[int], *, accept: bool) -> None:
    from procedures.services.people.second_registrar import draft_answers

    session = session_from_options(acting=True)
    wanted = list(dict.fromkeys(entries))
    sign_and_record_all(
        session, draft_answers(session, wanted, accept=accept), list(_asked_for(session, wanted))
    )


def _asked_for(session: Session, entries: list[int]) -> Iterator[str]:
    """What the first registrar asked for, in full: the second one answers for it as well."""
    import json

    from procedures.services.people.second_registrar import waiting as listed
    from procedures.terminal.act_preview import body_lines

    for one in listed(session):
        if one.seq in entries:
            yield _("entry {seq}: {act}, {subject}, asked for by {person}").format(
                seq=one.seq, act=term("act", one.act), subject=named(one.subject), person=one.by
            )
            body = json.loads(one.body)
            yield from (f"  {line}" for line in body_lines(body))
            if one.act == "key.add":
                yield from (f"  {line}" for line in fingerprint_to_compare(body["public"]))
