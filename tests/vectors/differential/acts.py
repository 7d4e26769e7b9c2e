"""Acts that the law allows where they stand, by kind: what a random journal is made of before one is changed.

Each function takes an `Episode` and returns an intent. `after` are acts that use what the intent gave or took:
they show whether a verifier believed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procedures.lifecycle import DEFINITION
from procedures.services.register.demo import demonstration_key
from tests.support.keys import key_of
from tests.support.sheets import PAPER, procedure, proposal
from tests.vectors.differential.episode import Episode
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.characters import UNICODE

Fields = dict[str, Any]
PEOPLE = ("lan.bt", "minh.tv", "huong.lt", "thu.ph", "quan.dv", "tam.lt")
STEWARDS = ("hanh.nt", "quan.dv")
CRITERIA = ("necessity", "reasonableness", "legality", "cost")


def _on_person(episode: Episode, act: str, person: str, body: Fields, **more: Any) -> Fields:
    return episode.draft(act, "hanh.nt", (f"person/{person}", body), **more)


def person_add(episode: Episode) -> Fields:
    return _on_person(episode, "person.add", episode.fresh("p"), {"name": "Người mới (invented)"})


def person_close(episode: Episode) -> Fields:
    who = episode.draw.choice(PEOPLE)
    episode.after.append((who, who, "", ""))
    return _on_person(episode, "person.close", who, {})


def key_add(episode: Episode) -> Fields:
    who, name = episode.draw.choice((*PEOPLE, "hanh.nt")), episode.fresh("key")
    known = demonstration_key("hanh.nt") if episode.draw.random() < 0.05 else key_of(name)
    body = {"public": ssh_line(known.public)}
    if episode.draw.random() < 0.6:
        body["expires"] = episode.draw.choice(("2030-01-01T00:00:00Z", "2023-12-31T00:00:00Z"))
    episode.after.append((who, name, "", ""))
    return _on_person(episode, "key.add", who, body)


def key_revoke(episode: Episode) -> Fields:
    who = episode.draw.choice(PEOPLE)
    body: Fields = {"key": key_of(who).key}
    if episode.draw.random() < 0.5:
        body["suspected_from"] = 1
    episode.after.append((who, who, "", ""))
    return _on_person(episode, "key.revoke", who, body, reason="mất máy")


def key_confirm(episode: Episode) -> Fields:
    who = episode.draw.choice(("lan.bt", "minh.tv", "hanh.nt"))
    return episode.draft("key.confirm", who, (f"person/{who}", {"entries": [1], "unit": "hoa-binh"}))


def role_grant(episode: Episode) -> Fields:
    who = episode.draw.choice(PEOPLE)
    role, scope = (
        episode.draw.choice(("reviewer", "department", "registrar")),
        episode.draw.choice(("hoa-binh", "*")),
    )
    episode.after.append((who, who, role, scope))
    return _on_person(episode, "role.grant", who, {"role": role, "scope": scope})


def role_revoke(episode: Episode) -> Fields:
    who, role, scope = episode.draw.choice(
        (
            ("minh.tv", "reviewer", "hoa-binh"),
            ("huong.lt", "reviewer", "hoa-binh"),
            ("quan.dv", "registrar", "*"),
        )
    )
    episode.after.append((who, who, role, scope))
    return _on_person(episode, "role.revoke", who, {"role": role, "scope": scope})


def redefine(episode: Episode) -> Fields:
    """Put the definition of this release in force: lawful where an older one is."""
    body = {"definition": DEFINITION.text}
    if episode.draw.random() < 0.5:
        body["unicode"] = UNICODE
    return episode.draft("register.redefine", "hanh.nt", ("register/1", body), reason="x")


def open_another(episode: Episode) -> Fields:
    """Open a second register subject: lawful by the definition, without effect."""
    body = episode.draw.choice((episode.founding, {}, {"people": []}))
    return episode.draft(
        "register.open", "hanh.nt", (episode.draw.choice(("register/2", "register/1/2")), body)
    )


def countersign(episode: Episode) -> Fields:
    return episode.draft("register.countersign", "hanh.nt", ("register/1", {}))


def confirm(episode: Episode) -> Fields:
    """Confirm an act that waits, if there is one."""
    seq, subject = episode.draw.choice(episode.waiting or [(1, "person/tam.lt")])
    act = f"{subject.partition('/')[0]}.confirm"
    return episode.draft(act, "quan.dv", (subject, {"entry": seq, "accept": episode.draw.random() < 0.8}))


def restore(episode: Episode) -> Fields:
    """Say what a restore kept and lost, by leaf hash or without."""
    body: Fields = {"backup": "x", "seq": 0, "missing": "x"}
    if episode.draw.random() < 0.7:
        lost = [{"seq": seq, "leaf": "0" * 64} for seq in range(1, episode.draw.randint(1, 4))]
        body |= {"leaf": episode.made.leaves()[0].hex(), "lost": lost}
    return episode.draft("restore", "hanh.nt", ("register/1", body), reason="x")


def clock(episode: Episode) -> Fields:
    body = {"clock": episode.made.lines[-1].recorded_at}
    return episode.draft("register.clock", "hanh.nt", ("register/1", body))


def unit_add(episode: Episode) -> Fields:
    names = [episode.fresh("u") for _ in range(episode.draw.choice((1, 1, 2)))]
    items = [(f"unit/{name}", {"name": name, "kind": "department", "parent": "hoa-binh"}) for name in names]
    return episode.draft("unit.add", "hanh.nt", *items)


def procedure_add(episode: Episode) -> Fields:
    subject = f"procedure/2.{episode.draw.randrange(10**6):06d}"
    return episode.draft("procedure.add", "hanh.nt", (subject, procedure("hoa-binh")), to="inventoried")


def propose(episode: Episode) -> Fields:
    body = proposal() | {
        "programmes": [],
        "before": {},
        "after": "0",
        "counts": "always",
        "due": None,
        "into": None,
    }
    return episode.draft("propose", "lan.bt", ("procedure/1.000003", body), to="proposed")


def appraise(episode: Episode) -> Fields:
    opinion = {"opinion": "được", "criteria": dict.fromkeys(CRITERIA, True)}
    return episode.draft("appraise", "minh.tv", ("procedure/1.000001", {}), body=opinion)


def approve(episode: Episode) -> Fields:
    return episode.draft(
        "approve", "huong.lt", ("procedure/1.000001", {}), to="approved", body={"decisions": [PAPER]}
    )


def return_(episode: Episode) -> Fields:
    reason = episode.draw.choice(("thiếu hồ sơ", "\x1c\x85", "\ufeff", " \u200b", "\u180e", "\u2003"))
    return episode.draft("return", "minh.tv", ("procedure/1.000002", {}), to="inventoried", reason=reason)


def used(episode: Episode, person: str, signer: str, role: str, scope: str) -> tuple[Fields, str]:
    """Return an act that everybody with a role may do on themselves, and who signs it."""
    subject = (f"person/{person}", {"entries": [1], "unit": "hoa-binh"})
    more = {"role": role, "scope": scope} if role else {}
    return episode.draft("key.confirm", person, subject, **more), signer


ON_PEOPLE: tuple[Callable[[Episode], Fields], ...] = (
    person_add, person_close, key_add, key_add, key_add, key_revoke, key_confirm, role_grant, role_grant, role_revoke,
)  # fmt: skip
ON_REGISTER = (redefine, open_another, countersign, confirm, confirm, restore, restore, clock)
ON_PROCEDURES = (unit_add, procedure_add, propose, appraise, approve, return_)
