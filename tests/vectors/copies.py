"""Vectors on copies and restores: acts signed on another copy, and what an act of restore may claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support.sheets import PAPER
from tests.vectors.corpus import Vector, vector
from tests.vectors.forge import WAITING, Bundle, Files

FIRST = "procedure/1.000001"
OLD_FORM = "It is how restores were signed before they named leaf hashes; it excuses no receipt."
NAMED = "What it names is so: the entry kept is there, the lost ones are not."


def copies_and_restores(sound: Bundle, good: Files) -> Iterator[Vector]:
    """An act signed on a copy that has entries of its own, and restores whose claims are not so."""
    base = sound.copy().cut(WAITING)
    yield from _copied(base, good)
    yield from _carried(base, good)
    yield from _restored(base, good)


def _copied(base: Bundle, good: Files) -> Iterator[Vector]:
    rehearsal = base.copy()
    rehearsal.add(
        rehearsal.draft("procedure.rename", "hanh.nt", rehearsal.item("procedure/1.000007", {"name": "Tập"}))
    )
    decided = rehearsal.draft(
        "approve", "huong.lt", rehearsal.item(FIRST, {}, "approved"), body={"decisions": [PAPER]}
    )
    original = base.copy()
    original.add(
        original.draft("procedure.rename", "hanh.nt", original.item("procedure/1.000007", {"name": "Thật"}))
    )
    what = (
        "An approval signed on a rehearsal copy, after an act there, in the original, which went on as well."
    )
    yield vector("copy-act", f"unlawful journal/{WAITING + 1}", what, good, original.add(decided))
    place = f"unlawful journal/{WAITING}"
    restored = base.copy().cut(WAITING - 1)
    body = _body(restored, lost=[_lost(base, WAITING - 1)])
    restored.add(restored.draft("restore", "hanh.nt", restored.item("register/1", body), reason="x"))
    after = restored.draft(
        "procedure.rename", "hanh.nt", restored.item("procedure/1.000007", {"name": "Tập"})
    )
    yield vector(
        "copy-restored-beside",
        place,
        "An act signed on a backup that was restored beside.",
        good,
        base.copy().add(after),
    )


def _carried(base: Bundle, good: Files) -> Iterator[Vector]:
    """An act says with `carried` that it was signed to be recorded elsewhere: true or false, nothing else."""

    def carried(title: str, what: str, value: object, why: str = "") -> Vector:
        made = base.copy()
        item = made.item("procedure/1.000007", {"name": "Mới"})
        made.add(made.draft("procedure.rename", "hanh.nt", item, carried=value))
        found = "nothing" if why else f"unreadable journal/{WAITING}"
        return vector(f"carried-{title}", found, what, good, made, why=why)

    yield carried(
        "true", "An act that was signed to be carried in a file.", True, "It was received from a file."
    )
    yield carried(
        "false", "An act that says it was not to be carried.", False, "It says what is so without a word."
    )
    yield carried("text", "An act that says yes to being carried.", "yes")
    yield carried("null", "An act that leaves open whether it was to be carried.", None)
    yield carried("number", "An act that says 1 to being carried.", 1)


def _restored(base: Bundle, good: Files) -> Iterator[Vector]:
    def restore(
        title: str, what: str, finds: str = "unlawful", why: str = "", rules: str = "", **body: Any
    ) -> Vector:
        made = base.copy()
        item = made.item(
            "register/1", {name: value for name, value in (_body(made) | body).items() if value is not None}
        )
        made.add(made.draft("restore", "hanh.nt", item, reason="x"))
        place = f" journal/{WAITING}"
        told = finds if finds == "nothing" else finds + place
        return vector(
            f"restore-{title}", told, what, good, made, why=why, rules=rules + place if rules else ""
        )

    gone = {"seq": WAITING, "leaf": "a" * 64}
    newer = gone | {"seq": WAITING + 1, "leaf": "b" * 64}
    words = f"{WAITING}-{WAITING + 1}"
    yield restore(
        "old-form",
        "A restore of the form without leaf hashes.",
        "nothing",
        OLD_FORM,
        leaf=None,
        lost=None,
        missing="1-999999",
    )
    yield restore("nothing-lost", "A restore that says nothing is lost.", "nothing", NAMED)
    yield restore(
        "names-the-lost",
        "A restore that names two lost entries.",
        "nothing",
        NAMED,
        lost=[gone, newer],
        missing=words,
    )
    yield restore("back-to-entry", "A restore to an earlier entry, with the entries that stood there.", "nothing", NAMED,
        seq=WAITING - 2, leaf=base.leaves()[WAITING - 2].hex(), lost=[gone | {"seq": WAITING - 1}], missing=f"{WAITING - 1}-{WAITING - 1}")  # fmt: skip
    yield restore("kept-other-leaf", "A restore that says another entry was kept.", leaf="0" * 64)
    yield restore("kept-to-come", "A restore that says its own position was kept.", seq=WAITING)
    yield restore(
        "kept-capitals", "A restore with a leaf hash in capitals.", leaf=base.leaves()[-1].hex().upper()
    )
    yield restore(
        "lost-is-here",
        "A restore that says an entry is lost which is here.",
        seq=0,
        leaf=base.leaves()[0].hex(),
        lost=[_lost(base, 3)],
        missing="1-3",
    )
    yield restore(
        "lost-before-kept",
        "A restore that says an entry before the one kept is lost.",
        lost=[gone | {"seq": 2}],
        missing=words,
    )
    yield restore(
        "lost-twice",
        "A restore that names one position twice.",
        lost=[gone, newer | {"seq": WAITING}],
        missing=words,
    )
    yield restore(
        "lost-falling", "A restore that names lost entries out of order.", lost=[newer, gone], missing=words
    )
    yield restore(
        "lost-without-leaf",
        "A restore that names a lost entry by its number alone.",
        lost=[{"seq": WAITING}],
        missing=words,
    )
    yield restore("lost-of-all", "A restore that says all is lost.", lost="*", missing=words)
    yield restore(
        "lost-too-many",
        "A restore that names more entries than one may.",
        lost=[gone | {"seq": n} for n in range(WAITING, WAITING + 501)],
        missing=f"{WAITING}-{WAITING + 500}",
    )
    yield restore(
        "without-leaf",
        "A restore that names lost entries and no leaf of the one kept.",
        leaf=None,
        lost=[gone],
        missing=words,
    )
    yield restore("without-list", "A restore that names the leaf of the one kept and no list.", lost=None)
    why = "The law knows positions and leaf hashes; the rules ask for the words as well."
    yield restore(
        "words-too-narrow",
        "A restore whose words say less than its list.",
        "nothing",
        why,
        "rule-broken",
        lost=[gone, newer],
        missing=f"{WAITING}-{WAITING}",
    )


def _body(made: Bundle, **more: Any) -> dict[str, Any]:
    leaves = made.leaves()
    body = {"backup": "x.db", "seq": len(leaves) - 1, "leaf": leaves[-1].hex(), "missing": "-", "lost": []}
    if more.get("lost"):
        body["missing"] = f"{len(leaves)}-{len(leaves)}"
    return body | more


def _lost(base: Bundle, seq: int) -> dict[str, Any]:
    return {"seq": seq, "leaf": base.leaves()[seq].hex()}
