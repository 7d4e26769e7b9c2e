"""Remove each guard, and each reason that a rule can give, one at a time: a case must notice.

`python -m tests.quality.guards_removed` plays the cases of `tests/cases/guards.toml` against a program in
which one rule never refuses, and prints a table of rule, reason ("all": the whole guard) and the first case
that comes out otherwise. Nothing is changed on disk. Two canaries run first: with nothing removed every
case comes out as written, and a guard of which there is no case is told as not noticed. The exit code is 1 if a
removal is not noticed or a canary fails, else 0.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from procedures.domain import DOMAIN, RULES
from procedures.terminal.tables import table
from tests.guards.player import CASES, Starts, difference, name_of
from tests.guards.source_codes import EARLIER, GUARDS, codes_of, every_code
from workflow import engine
from workflow.decision import DecisionContext, Reason
from workflow.identity import people_rules
from workflow.storage.positions import Receipt
from workflow.storage.rows import Register

WHOLE = "all"
USE_CASES = frozenset(
    {"not-contested", "counts-for-none"}
)  # refused before anything is signed: no rule of the register


class Removal(NamedTuple):
    """One rule that never refuses, or never for one reason; `made` is a context in which it is gone."""

    rule: str
    reason: str
    made: Callable[[], AbstractContextManager[None]]


def main(argv: Sequence[str] | None = None) -> int:
    """Try every removal, print what notices each, and say how many nothing notices."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.guards_removed", description=__doc__)
    parser.add_argument("rule", nargs="*", help="only these rules")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="tinhgon-removed-") as folder:
        starts = Starts(Path(folder))
        if wrong := canaries(starts, CASES):
            print(wrong)
            return 1
        chosen = [one for one in removals() if not asked.rule or one.rule in asked.rule]
        noticed = [first_noticed(one, starts, CASES) for one in chosen]
    rows = [(one.rule, one.reason, name or "NOT NOTICED") for one, name in zip(chosen, noticed, strict=True)]
    print(table(("Rule", "Reason removed", "Case that fails"), rows), end="")
    print(f"{sum(map(bool, noticed))} of {len(chosen)} removals noticed by {len(CASES)} cases")
    return 0 if chosen and all(noticed) else 1


def canaries(starts: Starts, cases: Sequence[Mapping[str, Any]]) -> str:
    """Name the fault of the hunt itself; "" where it can be trusted."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            if found := difference(case, starts, Path(folder)):
                return f"a case does not come out as written although nothing was removed: {name_of(case)}: {found}"
    uncovered = [case for case in cases if case["rule"] != "not-struck"]
    if first_noticed(of_guard("not-struck"), starts, uncovered):
        return "the removal of a guard without a case was told as noticed"
    return ""


def removals() -> Iterator[Removal]:
    """Each guard as a whole, each reason of one that has several, and each reason of the engine."""
    for name in GUARDS:
        if name in EARLIER:  # no act of today asks it: tests/guards/test_first_release.py does
            continue
        yield of_guard(name)
        codes = sorted(codes_of(GUARDS[name]) & {case["code"] for case in CASES if case["rule"] == name})
        if len(codes) > 1:
            yield from (of_guard(name, code) for code in codes)
    for code in sorted(every_code() - USE_CASES):
        for rule in dict.fromkeys(case["rule"] for case in CASES if case["code"] == code):
            if rule not in GUARDS:
                yield of_engine(rule, code)


def first_noticed(removal: Removal, starts: Starts, cases: Sequence[Mapping[str, Any]]) -> str:
    """The first case of the rule that comes out otherwise without it; "" where none does."""
    mine = [
        case for case in cases if case["rule"] == removal.rule and removal.reason in {WHOLE, case["code"]}
    ]
    with tempfile.TemporaryDirectory() as folder, removal.made():
        return next((name_of(case) for case in mine if _comes_out_otherwise(case, starts, folder)), "")


def _comes_out_otherwise(case: Mapping[str, Any], starts: Starts, folder: str) -> bool:
    try:
        return bool(difference(case, starts, Path(folder)))
    except (LookupError, TypeError, AttributeError):
        # An act that nobody defined, or without its fields, cannot be recorded once nothing refuses it. A guard
        # is asked after those checks: its removal must show in an answer.
        if case["rule"] in GUARDS:
            raise
        return True


def of_guard(name: str, code: str = WHOLE) -> Removal:
    """A guard that yields nothing, or everything but one reason."""

    @contextmanager
    def made() -> Iterator[None]:
        whole = GUARDS[name]

        def weaker(ctx: DecisionContext) -> Iterator[Reason]:
            return (reason for reason in whole(ctx) if code not in {WHOLE, reason.code})

        places: list[Any] = [
            DOMAIN.rules[RULES].guards,
            *([people_rules.GUARDS] if name in people_rules.GUARDS else []),
        ]
        for place in places:
            place[name] = weaker
        try:
            yield
        finally:
            for place in places:
                place[name] = whole

    return Removal(name, code, made)


def of_engine(rule: str, code: str) -> Removal:
    """An engine that never refuses for this reason."""

    @contextmanager
    def made() -> Iterator[None]:
        held = engine.judge, engine.signing_key, engine._receipt_again, engine._not_carried

        def judge(*given: Any, **more: Any) -> tuple[Reason, ...]:
            return tuple(reason for reason in held[0](*given, **more) if reason.code != code)

        engine.judge = judge
        if code == "bad-signature":
            engine.signing_key = lambda *_given: None
        if code == "id-taken":
            engine._receipt_again = _first_receipt
        if code == "not-carried":
            engine._not_carried = lambda _intents: frozenset()
        try:
            yield
        finally:
            engine.judge, engine.signing_key, engine._receipt_again, engine._not_carried = held

    return Removal(rule, code, made)


def _first_receipt(tx: Any, known: tuple[int, bytes, str], _intent: Any) -> Receipt:
    return Receipt(known[0], known[1], tx.rows.get(Register, 1).id)


if __name__ == "__main__":
    sys.exit(main())
