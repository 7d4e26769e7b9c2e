"""Every reason against an act, by itself and whole: code, kind, subject and values."""

from __future__ import annotations

import pytest

from workflow.decision import (
    DecisionContext,
    Reason,
    decide,
    definition_reasons,
    performers,
    record_performer,
)
from workflow.definition import Act

LEND = Act("lend", "book", ("reader", "guest"), ("shelved", "kept"), "lent", guards=("worn", "odd"))
BUY = Act("buy", "book", ("librarian",), dest="shelved", opens=True)


def question(act=LEND, **more):
    """A question that nothing speaks against, but for `more`."""
    given = {
        "definition": None,
        "act": act,
        "subject": "book/17",
        "exists": True,
        "state": "shelved",
        "done": "",
        "person": "an",
        "role": "reader",
        "scope": "hall",
        "holds": True,
        "home": ("hall", "house"),
        "body": {},
        "common": {},
        "reason": "",
        "rows": None,
        "path": None,
        "now": "2023-07-01T00:00:00Z",
        "apart": (),
        "enclosures": {},
    }
    return DecisionContext(**given | more)


def against(act=LEND, **more):
    """The reasons against."""
    return definition_reasons(question(act, **more))


def test_nothing_speaks_against_a_lawful_act():
    """A right role, a scope above the subject and a right state give no reason."""
    assert against() == ()
    assert against(scope="house") == ()
    assert against(state="kept", role="guest") == ()


def test_an_act_that_is_not_defined_is_unknown():
    """Without an act there is one reason, and no guard is asked."""
    told = (Reason("unknown-act", "rule", "book/17"),)
    assert definition_reasons(question(None)) == told
    assert decide(question(None), {}) == told


def test_a_role_that_the_act_does_not_name_is_told():
    """The reason names the act, its roles, the person and the role; `-` where there is none."""
    values = (("act", "lend"), ("roles", "reader,guest"), ("person", "an"), ("role", "librarian"))
    told = Reason("role-not-for-act", "right", "book/17", values)
    assert against(role="librarian", holds=False) == (told,)
    assert against(role="") == (told._replace(values=(*values[:3], ("role", "-"))),)


def test_a_grant_that_is_not_held_is_told():
    """The reason names person, role and scope, and says nothing of the subject's home."""
    values = (("person", "an"), ("role", "reader"), ("scope", "attic"))
    told = (Reason("grant-not-held", "right", "book/17", values),)
    assert against(holds=False, scope="attic") == told


def test_a_scope_elsewhere_is_told():
    """The reason names the scope and where the subject is at home; everywhere is never elsewhere."""
    values = (("person", "an"), ("scope", "attic"), ("home", "hall"))
    assert against(scope="attic") == (Reason("outside-scope", "right", "book/17", values),)
    homeless = (*values[:2], ("home", "-"))
    assert against(scope="attic", home=()) == (Reason("outside-scope", "right", "book/17", homeless),)
    assert against(scope="*", home=()) == ()


def test_a_subject_is_there_or_is_not():
    """An opening act wants no row, every other act wants one; each refuses for one reason."""
    librarian = {"role": "librarian"}
    assert against(BUY, exists=False, state=None, **librarian) == ()
    assert against(BUY, **librarian) == (Reason("already-there", "rule", "book/17"),)
    assert against(exists=False, state=None) == (Reason("not-there", "absent", "book/17"),)


def test_a_subject_of_another_kind_is_told():
    """The kind stands before the slash; the reason names the one that is wanted."""
    values = (("wanted", "book"), ("act", "lend"))
    assert against(subject="room/17") == (Reason("wrong-kind", "rule", "room/17", values),)
    assert against(subject="room/book/17") == (Reason("wrong-kind", "rule", "room/book/17", values),)
    assert against(subject="book/a/b") == ()


def test_a_wrong_state_is_told():
    """The reason names the state and those in which the act is possible; a fact has no state."""
    values = (("act", "lend"), ("state", "lent"), ("sources", "shelved,kept"))
    assert against(state="lent") == (Reason("wrong-state", "rule", "book/17", values),)
    assert against(Act("note", "book", ("reader",)), state="lent") == ()


def test_a_reason_is_wanted_where_the_act_demands_one():
    """Blanks are none; whether somebody could perform the act is asked without one."""
    sell = Act("sell", "book", ("reader",), reason_required=True)
    told = (Reason("reason-missing", "rule", "book/17", (("act", "sell"),)),)
    assert against(sell) == told
    assert against(sell, reason=" \n") == told
    assert against(sell, reason="worn") == ()
    assert against(sell, body=None) == ()
    assert against(reason="") == ()


def test_two_acts_of_one_round_want_two_persons():
    """Each act that the person performed before is named; what others did is no hindrance."""
    check = Act("check", "book", ("reader",), distinct_from=("lend", "buy"))
    done = "lend=an;buy=an;lend=bo;"
    told = tuple(
        Reason("same-person", "rule", "book/17", (("act", "check"), ("other", other), ("person", "an")))
        for other in ("lend", "buy")
    )
    assert against(check, done=done) == told
    assert against(check, done="lend=bo;buy=bo;") == ()
    assert against(done=done) == ()


def test_every_reason_is_told_at_once():
    """Right, kind, state, reason and separation all speak, in this order."""
    sell = Act("sell", "book", ("librarian",), ("lent",), reason_required=True, distinct_from=("lend",))
    codes = [one.code for one in against(sell, subject="room/1", done="lend=an;")]
    assert codes == ["role-not-for-act", "wrong-kind", "wrong-state", "reason-missing", "same-person"]


def test_guards_speak_after_the_law_and_in_their_order():
    """They see the question; where the subject is not as the act wants it they are not asked."""
    guards = {
        "odd": lambda q: iter([q.refuse("odd", "race", key=q.key)]),
        "worn": lambda q: iter([q.refuse("worn"), q.refuse("torn")]),
    }
    told = decide(question(role="librarian"), guards)
    assert [one.code for one in told] == ["role-not-for-act", "worn", "torn", "odd"]
    assert told[3] == Reason("odd", "race", "book/17", (("key", "17"),))
    assert decide(question(state="x", exists=False), guards) == (Reason("not-there", "absent", "book/17"),)
    opens = Act("buy", "book", ("reader",), opens=True, guards=("worn",))
    assert [one.code for one in decide(question(opens, exists=False), guards)] == ["worn", "torn"]
    assert [one.code for one in decide(question(opens), guards)] == ["already-there"]


@pytest.mark.parametrize(("subject", "key"), [("book/17", "17"), ("book/a/b", "a/b"), ("book", "")])
def test_a_key_is_a_name_without_its_kind(subject, key):
    """Only the first slash parts them."""
    assert question(subject=subject).key == key


def test_values_of_a_reason_are_text():
    """Whatever they were, in the order in which they are given."""
    assert Reason.of("code", "race", "book/1", b=None, a=3) == Reason(
        "code", "race", "book/1", (("b", "None"), ("a", "3"))
    )


def test_those_who_performed_an_act_are_remembered():
    """Persons by act, in order; the name may hold a sign of equality."""
    done = "lend=an;buy=bo;lend=c=d;"
    assert performers(done, "lend") == ("an", "c=d")
    assert performers(done, "buy") == ("bo",)
    assert performers(done, "an") == performers("", "") == ()


def test_only_tracked_acts_are_remembered_and_once():
    """A new round forgets what was before; the same person is not told twice."""
    again, tracked = Act("lend", "book", (), new_round=True), frozenset({"lend"})
    assert record_performer("", LEND, tracked, "an") == "lend=an;"
    assert record_performer("lend=an;", LEND, tracked, "an") == "lend=an;"
    assert record_performer("lend=an;", LEND, tracked, "bo") == "lend=an;lend=bo;"
    assert record_performer("buy=an;", LEND, frozenset({"buy"}), "an") == "buy=an;"
    assert record_performer("lend=an;lend=bo;", again, tracked, "an") == "lend=an;"
    assert record_performer("lend=bo;", again, frozenset(), "an") == ""
