"""Reasons and problems are worded with terms of the language in use, not with names of fields."""

from __future__ import annotations

from procedures.errors import InputProblem
from procedures.wording.error_messages import problem_text, reason_text
from procedures.wording.language import speaking
from workflow.decision import Reason


def test_documents_whose_dates_do_not_fit_are_named_in_words():
    """TG-034 names the two documents or dates as people call them."""
    reason = Reason.of(
        "dates-out-of-order",
        "rule",
        "procedure/1.000001",
        one="submission",
        earlier="2023-09-29",
        other="due",
        later="2023-01-01",
    )
    with speaking("vi"):
        text = reason_text(reason)
    assert "submission" not in text
    assert " due" not in text
    assert "29/09/2023" in text


def test_a_wrong_id_of_a_person_is_named():
    """The sentence on a person's id holds the id that was typed, with no placeholder left."""
    with speaking("vi"):
        text = problem_text(InputProblem("--registrar", "bad-person-id", "A B"))
    assert "A B" in text
    assert "{" not in text
