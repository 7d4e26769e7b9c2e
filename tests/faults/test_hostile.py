"""Hostile words, input, streams and names: a documented exit code, never a traceback (P20, P29)."""

from __future__ import annotations

import json
import os
import shlex
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

import cli
from procedures.commands.examples import EXAMPLES
from procedures.commands.tree import ALIASES, TREE
from tests.faults.figures import record
from tests.faults.harness import REGISTER, Done, unsound
from tests.faults.in_process import run, wrong_with

SPITEFUL = (
    "\u202e",
    "\u2066",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\x9b",
    "[/red]",
    "[link=http://x]",
    "{value}",
    "{0.__class__}",
    "%s",
    "%n",
    "\x00",
    "\x7f",
    "\r",
    "\n",
    "\t",
    "\u2028",
    "\udc80",
    "\udcff",
    "\U000e0041",
    "а",
    "ο",
    "е\u0301",
    "e\u0301",
    "é",
    "ﬁ",
    "Ａ",
    "ʼ",
    "'",
    '"',
    ";",
    "--",
    "-",
    "/",
    "..",
    "\\",
    "~",
    "=SUM(A1)",
    "+1",
    "@x",
    "9" * 4400,
    "1e400",
    "-1",
    "0",
    "99/99/9999",
    "30/02/2023",
    "2023-13-01",
    "\u0627\u0644",
    "𝟙",
    "١",
    "a" * 5000,
    "\u0300" * 500,
)
OPTIONS = (
    "--as",
    "--at",
    "--as-of",
    "--format",
    "--json",
    "--yes",
    "--no-input",
    "--lang",
    "--kind",
    "--content",
    "--reason",
    "--submission",
    "--dated",
    "--decision",
    "--signed",
    "--unit",
    "--from",
    "--out",
    "--dry-run",
    "--register",
    "--key",
    "--template",
    "--programme",
    "--help",
    "-q",
    "-v",
    "--no-color",
    "--hours",
    "--opinion",
    "--document",
    "--in-force",
)
GOOD = (
    "lan.bt",
    "huong.lt",
    "hanh.nt",
    "1.000001",
    "1.000004",
    "so-tu-phap",
    "hoa-binh-2023",
    "0",
    "5",
    "table",
    "json",
    "abolish",
    "01/07/2023",
    "TG-031",
    "R7",
    "propose.json",
    "new.plan",
    REGISTER,
    ".",
)


def paths(tree, before=()):
    """Every command as words."""
    for name, node in tree.items():
        if node.children is None:
            yield (*before, name)
        else:
            yield (*before, name)
            yield from paths(node.children, (*before, name))


# `demo` builds a whole province, and writes where it is told: not in a loop of thousands.
COMMANDS = [
    words for words in (*paths(TREE), *((name,) for name in ALIASES)) if words[0] not in {"demo", "minh-hoa"}
]
TEXT = st.text(st.one_of(st.characters(), st.sampled_from(list("".join(SPITEFUL)))), max_size=12)
PIECE = st.one_of(st.sampled_from(SPITEFUL), st.sampled_from(GOOD), TEXT)
WORD = st.one_of(PIECE, st.builds("{}{}".format, st.sampled_from(GOOD), st.sampled_from(SPITEFUL)))
ANYTHING = st.tuples(
    st.sampled_from(COMMANDS),
    st.lists(
        st.one_of(WORD, st.sampled_from(OPTIONS), st.tuples(st.sampled_from(OPTIONS), WORD)), max_size=7
    ),
).map(lambda made: [*made[0], *(w for one in made[1] for w in (one if isinstance(one, tuple) else (one,)))])


@st.composite
def nearly(draw):
    """The example of a command as a clerk types it, with a word or two changed, added or left out."""
    words = shlex.split(EXAMPLES[draw(st.sampled_from([one for one in EXAMPLES if one != "demo"]))])[1:]
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(1, max(1, len(words) - 1)))
        words[place : place + draw(st.integers(0, 1))] = draw(st.lists(WORD, max_size=1))
    known = {"2.000635": "1.000001", "1.003198": "1.000004"}
    return [known.get(word, word) for word in words] + (["--yes"] if draw(st.booleans()) else [])


ARGV = st.one_of(ANYTHING, nearly(), nearly())


def hostile(inside, examples, seed, tally):
    """Run `examples` drawn command lines; each ends as documented, the register stays sound."""
    before = (inside / REGISTER).read_bytes()

    @seeded(seed)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(ARGV, st.one_of(st.binary(max_size=40), TEXT.map(lambda t: t.encode("utf-8", "surrogatepass"))))
    def one(argv, stdin):
        done = run(argv, stdin)
        tally[done.code] = tally.get(done.code, 0) + 1
        assert wrong_with(done) == [], (argv, done)
        if (inside / REGISTER).read_bytes() != before:
            assert unsound(inside / REGISTER) == []
            (inside / REGISTER).write_bytes(before)

    one()


def test_hostile_words(inside, seed):
    """Drawn command lines over every command, with drawn input."""
    tally = {}
    hostile(inside, 400, seed, tally)
    record("P29", "hostile argv and stdin, in-process", sum(tally.values()), 0, 0, more=json.dumps(tally))
    assert len(tally) >= 4, tally


@pytest.mark.full
def test_many_hostile_words(inside, seed):
    """The same, thousands."""
    tally = {}
    hostile(inside, 10_000, seed + 1, tally)
    record(
        "P29", "hostile argv and stdin, in-process, many", sum(tally.values()), 0, 0, more=json.dumps(tally)
    )


def test_the_hostile_test_catches_a_bug_and_an_escape(inside, monkeypatch):
    """The canaries: an exception that nobody expects, an escape code that reaches the terminal."""
    from procedures.wording import terminal_text

    monkeypatch.setattr(cli, "root_command", lambda: 1 / 0)
    assert wrong_with(run(["status"])) == ["exit 1"]
    monkeypatch.undo()
    assert wrong_with(Done(0, "\x1b[31m", "")) == ["a control character on the terminal"]
    assert terminal_text.one_line("\x1b[31m") != "\x1b[31m"
    record("P29", "canary: a bug, an escape code", 2, 0, 0, "2")


def test_a_place_that_steers_the_terminal_is_told_without_effect(inside):
    """The name of a file that is not there stands in the error, and turns nothing around."""
    for name in ("\u202e", "a\x1b[31mb", "\x9b", "\0"):
        for words in (["propose", "1.000004", "--from", name, "--as", "lan.bt"], ["audit", "witness", name]):
            done = run(words)
            assert done.code in {2, 5}
            assert wrong_with(done) == []


@pytest.mark.parametrize("words", ["audit explore", "register backup"])
def test_a_written_file_that_steers_the_terminal_is_told_without_effect(inside, words):
    """The name that a command prints of what it wrote turns nothing around."""
    done = run([*shlex.split(words), "\u202e.db", "--yes"])
    assert done.code == 0
    assert wrong_with(done) == []


@pytest.mark.parametrize(
    "words",
    ["audit trace", "explain", "audit entry", "register waiting --at", "check --as-of", "audit log --last"],
)
def test_a_number_past_all_numbers_is_wrong_input(inside, words):
    """Digits that no machine counts are told as what they are not."""
    done = run([*shlex.split(words), "9" * 4400])
    assert done.code in {2, 5}
    assert wrong_with(done) == []


@pytest.mark.parametrize("name", ["", ".", "/", ".."])
@pytest.mark.parametrize(
    "words", ["audit explore", "register backup", "audit export", "key add lan.bt --as hanh.nt --public"]
)
def test_a_file_without_a_name_is_refused(inside, words, name):
    """Where a file should be named and a folder is, or nothing, the error says so."""
    done = run([*shlex.split(words), name, "--yes"])
    assert done.code in {2, 5, 8}
    assert wrong_with(done) == []


NAMES = (
    "Sở\u202eTư pháp",
    "Sở\u200bTư pháp",
    "So\u0309 Tu\u031b pha\u0301p",
    "[red]Sở[/red]",
    "[/y]",
    "x\x1b[31my",
    "\x1b]8;;http://x\x07",
    "Ѕở Tư рháр",
    "\ufeffSở",
    "=HYPERLINK(1)",
    "a\nb",
    "a\x00b",
    "\udcff",
    "＝1+1",
    "\U000e0041x",
    "e" + "\u0301" * 300,
    "{name}",
    "%(x)s",
)


def test_hostile_names(inside):
    """Names of people and procedures: refused with exit 2 or 3, or kept as NFC and shown without effect."""
    kept = 0
    for n, name in enumerate(NAMES):
        for words in (
            ("person", "add", f"p{n}.x", name, "--as", "hanh.nt", "--yes"),
            (
                "unit",
                "add",
                f"u-{n}",
                name,
                "--kind",
                "department",
                "--parent",
                "hoa-binh",
                "--as",
                "hanh.nt",
                "--yes",
            ),
        ):
            done = run(words)
            assert wrong_with(done) == [], (words, done)
            assert done.code in {0, 2, 3}, (words, done)
            kept += done.code == 0
    for reader in (
        ("person", "list"),
        ("unit", "list"),
        ("audit", "log"),
        ("person", "list", "--json"),
        ("unit", "list", "--format", "table"),
    ):
        done = run(reader)
        assert (done.code, wrong_with(done)) == (0, []), (reader, done)
        assert unicodedata.is_normalized("NFC", done.out)
    assert unsound(inside / REGISTER) == []
    record("P20", "hostile names x 2 commands, 5 lists", 2 * len(NAMES) + 5, 0, 0, more=f"{kept} kept")


def test_twins_in_two_normal_forms_are_one(inside):
    """A name in NFD is the same name in NFC; an id that looks like another is no id."""
    nfc = "Sở Tư pháp mới"
    nfd = unicodedata.normalize("NFD", nfc)
    assert run(("person", "add", "a.a", nfd, "--as", "hanh.nt", "--yes")).code == 0
    assert nfc in run(("person", "list")).out
    for twin in (
        "lаn.bt",
        "lan\u200b.bt",
        "ｌａｎ.bt",
        "lan.bt\u202e",
    ):  # a Cyrillic letter, a space nobody sees ...
        done = run(("person", "add", twin, "X", "--as", "hanh.nt", "--yes"))
        assert done.code in {2, 3}, (twin, done)
        assert run(("status", "--as", twin)).code in {2, 5}, twin


STREAMS = (
    ("closed", "closed"),
    ("gone", None),
    ("/dev/full", None),
    (None, "closed"),
    (None, "/dev/full"),
    ("gone", "gone"),
    ("/dev/full", "/dev/full"),
)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize(("out", "err"), STREAMS, ids=str)
def test_closed_broken_and_full_streams(runner, bench, tmp_path, out, err):
    """Whatever becomes of the output, the act is whole, and exit 0 says that it is done."""
    lost = points = 0
    for name in ("propose", "receive", "import apply", "seal", "restore", "backup", "init"):
        case = bench.cases[name]
        folder = bench.fresh(case)
        streams = {
            "stdout": out or str(tmp_path / "out"),
            "stderr": err or str(tmp_path / "err"),
            "stdin": "closed",
        }
        done = runner(case.argv, folder, **streams)
        told = (tmp_path / "err").read_text(encoding="utf-8") if not err else ""
        found = case.look(folder)
        assert "Traceback" not in told, told
        assert done.code in {0, 8}, (name, done, told)
        assert found in {"none", "whole"}
        assert found == "whole", (name, found, done.code, told)
        lost += done.code == 0 and found != "whole"
        points += 1
    for reader in (("procedure", "list"), ("status", "--as", "lan.bt"), ("audit", "log"), ("check",)):
        done = runner(
            reader,
            bench.folder / "open",
            stdout=out or str(tmp_path / "out"),
            stderr=err or str(tmp_path / "err"),
        )
        assert done.code in {0, 7, 8}, (reader, done)
        points += 1
    record("P29", f"streams {out}, {err}", points, lost, 0)
