"""Words the acts that wait for a second registrar."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from procedures.services.session import Session
from procedures.terminal.act_preview import body_lines
from procedures.views.listing import Listing
from procedures.wording.error_messages import named
from procedures.wording.language import _, term
from workflow.identity.people import Waiting
from workflow.identity.ssh_keys import fingerprint_of_line


def waiting_list(waiting: Iterable[Waiting]) -> Listing:
    """Return the waiting acts as a list for people, with the signed content in words."""
    rows = [
        (one.seq, one.act, one.subject, one.by, "; ".join(body_lines(json.loads(one.body))))
        for one in waiting
    ]
    keys = ("entry", "act", "subject", "by", "body")
    return Listing("waiting", keys, rows, {"act": "act"}, frozenset({"entry"}))


def countersigned_lines(session: Session) -> list[str]:
    """Return the notice on an act that a second registrar must confirm; [] where none must."""
    if session.register.countersigned is None:
        return []
    return [_("takes effect when another registrar confirms it: tinhgon register waiting")]


def fingerprint_lines(public: str) -> list[str]:
    """Return the fingerprint line to compare with the key's owner; [] where the text is no key."""
    key = fingerprint_of_line(public)
    return [_("fingerprint: {key} (compare it with the person's own)").format(key=key)] if key else []


def requested_lines(waiting: Iterable[Waiting], entries: Iterable[int]) -> Iterator[str]:
    """Yield the requests at these entries in full: the second registrar answers for them as well."""
    for act in waiting:
        if act.seq not in entries:
            continue
        yield _("entry {seq}: {act}, {subject}, asked for by {person}").format(
            seq=act.seq, act=term("act", act.act), subject=named(act.subject), person=act.by
        )
        body = json.loads(act.body)
        yield from (f"  {line}" for line in body_lines(body))
        if act.act == "key.add":
            yield from (f"  {line}" for line in fingerprint_lines(body["public"]))
