"""A journal that grows act by act on a small sound one, in a forger's hands."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from procedures.domain import RULES
from procedures.lifecycle import DEFINITION
from tests.support.golden import GOLDEN
from tests.support.keys import key_of
from tests.vectors import corpus
from tests.vectors.differential.values import encoded
from tests.vectors.forge import WAITING, Bundle, Line
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.strict_json import sha256

FOUNDED, PEOPLED, COUNTERSIGNED = "founded", "peopled", "countersigned"
PROPOSED = "proposed"
RELEASED = "of the first release"
BASES = (FOUNDED, PEOPLED, PEOPLED, COUNTERSIGNED, PROPOSED, RELEASED)
_PEOPLED = 6  # entries after which there are units, people, keys and roles


@cache
def _bases() -> dict[str, Bundle]:
    """The journals that the random ones begin with, by name."""
    good = Bundle(corpus.stored())
    good.files = {name: data for name, data in good.files.items() if not name.startswith("checkpoints/")}
    small = good.copy()
    small.files = {name: data for name, data in small.files.items() if not name.startswith("enclosures/")}
    found = {
        FOUNDED: small.copy().cut(1),
        PEOPLED: small.copy().cut(_PEOPLED),
        PROPOSED: small.copy().cut(WAITING),
    }
    two = found[FOUNDED].copy()
    two.add(two.draft("register.countersign", "hanh.nt", two.item("register/1", {})))
    key = {"public": ssh_line(key_of("tam.lt 2").public)}
    two.add(two.draft("key.add", "hanh.nt", two.item("person/tam.lt", key)))
    two.add(
        two.draft("role.grant", "hanh.nt", two.item("person/quan.dv", {"role": "reviewer", "scope": "*"}))
    )
    law = {"definition": two.intent(0)["items"][0]["body"]["definition"]}
    two.add(two.draft("register.redefine", "hanh.nt", two.item("register/1", law), reason="x"))
    found[RELEASED] = Bundle(corpus.stored(GOLDEN / "release-1")).cut(_PEOPLED)
    return found | {COUNTERSIGNED: two}


class Episode:
    """A journal, and what its next act may rest on.

    `law_text`: the definition in force. `waiting`: (position, subject) of acts that wait for a second steward.
    `after`: (person, signer, role, scope) of acts that use what the ones before gave.
    """

    def __init__(self, draw: Random, base: str) -> None:
        self.draw = draw
        self.base = base
        held = _bases()[base]
        self.made = Bundle.__new__(Bundle)
        self.made.files, self.made.lines, self.made.register = (
            dict(held.files),
            list(held.lines),
            held.register,
        )
        self.founding: dict[str, Any] = self.made.intent(0)["items"][0]["body"]
        self.law_text: Any = self.founding["definition"]
        self.waiting = (
            [(2, "person/tam.lt"), (3, "person/quan.dv"), (4, "register/1")] if base == COUNTERSIGNED else []
        )
        self.after: list[tuple[str, str, str, str]] = []
        self._names = 0

    def fresh(self, kind: str) -> str:
        """Return a name that nothing has yet."""
        self._names += 1
        return f"{kind}{self._names}"

    def draft(
        self, act: str, person: str, *items: tuple[str, Any], to: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """Return an intent as the law wants it here; `items` are subjects with their bodies."""
        made = [self.made.item(subject, body, to) for subject, body in items]
        law = self.law_text if isinstance(self.law_text, str) else ""
        given = {"definition": sha256(law.encode("utf-8", "surrogatepass"))} | more
        if law == DEFINITION.text:  # by a redefinition, perhaps, of a register of older rules
            given = {"rules": RULES} | given
        if (act == "restore" and self.draw.random() < 0.3) or self.draw.random() < 0.02:
            given["carried"] = self.draw.choice((True, False, None, 1, "true"))
        fields = self.made.draft(act, person, *made, **given)
        return fields | {"id": sha256(f"{act}{len(self.made.lines)}{self._names}".encode())[:32]}

    def add(self, intent: dict[str, Any] | bytes, signer: str, at: str = "") -> None:
        """Sign an intent and put it at the end."""
        data = intent if isinstance(intent, bytes) else encoded(intent)
        key = key_of(signer)
        self.made.lines.append(Line(at or self.made.lines[-1].recorded_at, data, key.key, key.sign(data)))

    def found_anew(self, intent: dict[str, Any] | bytes, signer: str = "hanh.nt") -> None:
        """Put another entry in place of the founding, and nothing after it."""
        at = self.made.lines[0].recorded_at
        self.made.lines = []
        self.made.lines.append(Line(at, b"", "", b""))
        self.add(intent, signer)
        del self.made.lines[0]
        self.made.register = sha256(self.made.lines[0].raw)
