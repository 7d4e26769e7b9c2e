"""What waits for a second registrar, in words."""

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
    """What waits as a list for people: the signed content stands in words."""
    rows = [
        (one.seq, one.act, one.subject, one.by, "; ".join(body_lines(json.loads(one.body))))
        for one in waiting
    ]
    keys = ("entry", "act", "subject", "by", "body")
    return Listing("waiting", keys, rows, {"act": "act"}, frozenset({"entry"}))


def countersigned_lines(session: Session) -> list[str]:
    """What a registrar is told before an act that a second one must confirm; nothing where none must."""
    if session.register.countersigned is None:
        return []
    return [_("takes effect when another registrar confirms it: tinhgon register waiting")]


def fingerprint_lines(public: str) -> list[str]:
    """The fingerprint line to compare with the key's owner; nothing where the text is no key."""
    key = fingerprint_of_line(public)
    return [_("fingerprint: {key} (compare it with the person's own)").format(key=key)] if key else []


def requested_lines(waiting: Iterable[Waiting], entries: Iterable[int]) -> Iterator[str]:
    """What the first registrar asked for at these entries, in full: the second one answers for it as well."""
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
