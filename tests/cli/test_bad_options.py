"""Commands refuse options and arguments that name nothing or are blank: a slip is no empty answer, no empty name."""

from __future__ import annotations

import pytest

LISTS = {
    "procedure list --state aproved": "aproved",
    "procedure list --kind licence": "licence",
    "procedure list --unit so-tu-phat": "so-tu-phat",
    "audit log --person lan.bui": "lan.bui",
    "audit log 9.999999": "9.999999",
    "audit contested --person lan.bui": "lan.bui",
    "queue --unit so-tu-phat": "so-tu-phat",
    "queue --as lan.bui": "lan.bui",
    "status --as lan.bui": "lan.bui",
    "review due --unit so-tu-phat": "so-tu-phat",
    "check --unit so-tu-phat": "so-tu-phat",
    "check --programme hoa-binh-2032": "hoa-binh-2032",
    "check --stage aproved": "aproved",
    "paper summary --programme hoa-binh-2032 -o b.csv": "hoa-binh-2032",
}


@pytest.mark.parametrize("command", LISTS)
def test_a_filter_that_names_nothing_is_refused(demo, command):
    """The command ends with 2 (no such value) or 5 (not on record), names the value, and prints no list."""
    done = demo(command)
    assert done.code in {2, 5}, done
    assert LISTS[command] in done.err
    assert done.out == ""


def test_a_filter_that_names_something_is_an_answer_though_empty(demo):
    """A state or a kind that exists, but that no procedure has, gives an empty list and exit 0."""
    assert demo("procedure list --kind inspection").code == 0


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ('procedure add "" "Cấp lại thẻ" --unit so-tu-phap', "CODE"),
        ('procedure add 1.777777 " " --unit so-tu-phap', "NAME"),
        ('procedure rename 2.001333 " "', "NAME"),
    ],
)
def test_a_blank_code_or_name_is_refused(demo, command, place):
    """The argument is named, and nothing is recorded."""
    before = demo.ok("register info")
    done = demo(f"{command} --as lan.bt --yes")
    assert done.code == 2, done
    assert place in done.err
    assert demo.ok("register info") == before


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("withdraw 1.111111 --reason nhầm --dated 1/9/2023", "--document"),
        ("return 1.111111 --reason sửa --signer A", "--document"),
        ("reject 1.111111 --reason sai --body UBND", "--document"),
        ("reopen 1.111111 --reason mới --level province", "--document"),
        ("annul 1.111111 --reason nhầm --wrongly-recorded --dated 1/9/2023", "--document"),
        ("appraise 1.111111 --opinion được --file README.md", "--document"),
        ("appraise 1.111111 --opinion được --document 1/TB", "--dated"),
        ("approve 1.111111 --decision 4/QĐ --signed 1/9/2023 --signer A --signer B", "--decision"),
        ("approve 1.111111 --decision 4/QĐ --signed 1/9/2023 --level unit --level unit", "--decision"),
        (
            "implement 1.111111 --document 5/QĐ --dated 1/9/2023 --in-force 1/9/2023 --published 1/9/2023",
            "--publication",
        ),
        (
            "implement 1.111111 --document 5/QĐ --dated 1/9/2023 --in-force 1/9/2023 --publication 9/QĐ",
            "--published",
        ),
        ("procedure strike 1.111111 --reason bãi --dated 1/9/2023", "--document"),
        ("propose 1.111111 --from pyproject.toml --content bỏ", "--content"),
        ("procedure assign 1.111111 --unit so-tu-phap --body UBND", "--document"),
        ("procedure recode 1.111111 1.111112 --level province", "--document"),
        ("procedure add 1.777777 Mới --dated 1/9/2023", "--document"),
        ("programme close hoa-binh-2023 --date 1/9/2023 --reason hết --dated 1/9/2023", "--document"),
    ],
)
def test_a_part_of_a_document_without_its_number_is_refused(demo, command, option):
    """The missing option is named, and nothing is recorded: what was given is not dropped without a word."""
    before = demo.ok("register info")
    done = demo(f"{command} --as huong.lt --yes")
    assert done.code == 2, done
    assert option in done.err
    assert demo.ok("register info") == before
