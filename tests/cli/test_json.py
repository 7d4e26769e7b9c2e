"""What `--json` prints is what docs/json says: every field, and no other."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from procedures.commands.examples import EXAMPLES
from procedures.commands.framework.exit_codes import ExitCode
from tests.cli.conftest import Shell
from tests.cli.test_documentation import BEFORE, ENDS, PROGRAMME, WAITING, furnish
from tests.faults import in_process
from tests.support.paths import ROOT

PATHS = sorted((ROOT / "docs" / "json").glob("*.schema.json"))
NEW = (
    "procedure add 9.000002 Mới --unit so-tu-phap --in-force 01/09/2023 --document 9/QĐ --dated 25/08/2023 --as lan.bt --yes",
    "procedure add 9.000003 Cũ --unit so-tu-phap --as lan.bt --yes",
)
PLANNED = (EXAMPLES["review plan"].removeprefix("tinhgon ") + " --yes",)
DESCRIBED = ("procedure describe mo-ta.jsonl --as hanh.nt --yes",)
# schema -> commands that print it, with what must come before; the examples are run besides.
MORE = {
    "check": (
        ((), "check"),
        ((), "check --at 150 --stage implemented"),
        (NEW, "check"),
        ((), "check --as-of 31/08/2023"),
    ),
    "check-why": (((), "check --why"), ((), "check --why --unit so-y-te")),
    "check-league": (((), "check --league"),),
    "check-excluded": (((), "check --excluded"),),
    "status": (
        ((), "status"),
        ((), "status --as minh.tv"),
        ((), "status --as hanh.nt"),
        (PLANNED, "status --as lan.bt"),
    ),
    "procedure-list": (((), "procedure list"),),
    "procedure-list-waiting": (
        (("procedure add 9.000004 X --as hanh.nt --yes",), "procedure list --waiting"),
    ),
    "procedure-show": (
        ((), "procedure show 1.008927"),
        ((), "procedure show 1.003198"),
        (
            ("correct 2.000635 --decision 1243/QĐ --reason Sai --as huong.lt --yes",),
            "procedure show 2.000635",
        ),
        (BEFORE["extend"], "procedure show 1.008927"),
    ),
    "procedure-show-full": ((DESCRIBED, "procedure show 1.003198 --full"),),
    "procedure-changes": ((DESCRIBED, "procedure changes 1.003198"),),
    "scan": ((DESCRIBED, "scan papers so-tu-phap"), (DESCRIBED, "scan demands"), (DESCRIBED, "scan repeats")),
    "cost-show": (((), "cost show 1.000662"),),
    "programme-show": tuple(
        ((), f"programme show {name}") for name in ("nq-66-2025", "qd-1085-2022", "chuong-trinh.toml")
    ),
    "programme-list": ((("programme adopt chuong-trinh.toml --as hanh.nt --yes",), "programme list"),),
    "plan": (
        ((), "plan so-cong-thuong --within province"),
        ((), "plan so-y-te --simplify 30"),
        ((), "plan so-tu-phap"),
    ),
    "review-list": ((PLANNED, "review list"),),
    "review-due": ((PLANNED, "review due --all"),),
    "audit-verify-bundle": ((("audit export ho-so --as thu.ph",), "audit verify --bundle ho-so"),),
    "audit-verify-paper": (
        (("paper annex so-tu-phap -o phu-luc.json",), "audit verify --paper phu-luc.json"),
    ),
    "audit-trace-entry": (((), "audit trace 106"), ((), "audit trace 0")),
    "audit-log": (((), "audit log"),),
    "audit-contested": ((BEFORE["key confirm"], "audit contested"),),
    "person-show": ((BEFORE["key confirm"], "person show lan.bt"),),
    "key-list": (
        (
            (
                "key new lan.bt -o khoa",
                "key add lan.bt --public khoa/lan.bt.pub --expires 31/12/2099 --as hanh.nt --yes",
            ),
            "key list",
        ),
    ),
    "register-waiting": ((WAITING, "register waiting"),),
    "import-plan": (((), "import plan sai.csv --as son.hv"),),
    "unit-list": (
        (("unit close ban-dan-toc --date 30/09/2023 --successor so-noi-vu --as hanh.nt --yes",), "unit list"),
    ),
    "person-list": ((("person close mai.dt --as hanh.nt --yes",), "person list"),),
}


@cache
def schema(name):
    """One schema of docs/json by its short name."""
    return json.loads((ROOT / "docs" / "json" / f"{name}.schema.json").read_text("utf-8"))


def name_of(path):
    """check-why of docs/json/check-why.schema.json."""
    return path.name.removesuffix(".schema.json")


def usual():
    """Command -> the schema of its output without the options that change it."""
    found = {}
    for path in PATHS:
        held = schema(name_of(path))
        if held.get("x-options", "") in {"", "UNIT"}:
            found |= dict.fromkeys(held["x-commands"], name_of(path))
    return found


class Here(Shell):
    """The same shell in this process: ninety commands without ninety starts of Python."""

    def __call__(self, command, *more):
        """Run a command line; what it printed."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name in set(os.environ) - set(self.env):
                patch.delenv(name)
            for name, value in self.env.items():
                patch.setenv(name, value)
            return in_process.run([*shlex.split(command), *more])


@pytest.fixture(scope="session")
def furnished(province, tmp_path_factory):
    """The demonstration with the files that examples name, made once."""
    folder = tmp_path_factory.mktemp("furnished") / "demo"
    shutil.copytree(province / "demo", folder)
    furnish(Here(folder))
    (folder / "chuong-trinh.toml").write_text(PROGRAMME, encoding="utf-8")
    (folder / "sai.csv").write_text("Mã số,Tên\n1.900001,\n,Thủ tục\n1.012902,X\n", encoding="utf-8")
    return folder


@pytest.fixture
def here(furnished, tmp_path):
    """A shell in a fresh copy of it."""
    shutil.copytree(furnished, tmp_path / "demo")
    return Here(tmp_path / "demo")


def documents(text):
    """Every JSON document of a text, one after another."""
    decoder, place = json.JSONDecoder(), 0
    while place < len(text.rstrip()):
        found, end = decoder.raw_decode(text, place)
        yield found
        place = end + 1


def wrong(name, text):
    """List the places of an output that the schema does not allow."""
    found = list(documents(text))
    assert found, "nothing was printed"
    check = Draft202012Validator(schema(name))
    return [f"{name} {e.json_path}: {e.message[:200]}" for one in found for e in check.iter_errors(one)]


@pytest.mark.parametrize("name", [name_of(path) for path in PATHS])
def test_each_schema_is_sound_and_closed(name):
    """A schema of docs/json is a valid one, explains every field and allows no other."""

    def walk(node, place):
        if "properties" in node:
            assert node["additionalProperties"] is False, place
            assert set(node["required"]) <= set(node["properties"]), place
            bare = [one for one, held in node["properties"].items() if not held.get("description")]
            assert bare == [], place
        for key, held in node.items():
            for part in held if isinstance(held, list) else [held]:
                if isinstance(part, dict):
                    walk(part, f"{place}/{key}")

    Draft202012Validator.check_schema(schema(name))
    walk(schema(name), name)


def test_one_name_has_one_definition():
    """Two schemas that define one name define it alike."""
    held = {}
    for path in PATHS:
        for name, definition in schema(name_of(path))["$defs"].items():
            assert held.setdefault(name, definition) == definition, (path.name, name)


def test_schemas_name_commands_that_exist():
    """Each schema belongs to commands of the tree, and each command has at most one without options."""
    known = [name for path in PATHS for name in schema(name_of(path))["x-commands"]]
    assert set(known) - set(EXAMPLES) == set()
    plain = [
        name
        for path in PATHS
        if not schema(name_of(path)).get("x-options")
        for name in schema(name_of(path))["x-commands"]
    ]
    assert len(plain) == len(set(plain))


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_json_of_each_command_is_documented(here, path, tmp_path):
    """The example of each command, with --json, prints what its schema says; without one, no JSON object."""
    for command in BEFORE.get(path, ()):
        here.ok(command)
    example = EXAMPLES[path].removeprefix("tinhgon ").replace("/tmp/minh-hoa", str(tmp_path / "other"))
    if path == "init":
        example += " --register moi.db"
    if path == "key revoke":
        keys = json.loads(here.ok("key list --json"))["rows"]
        key = next(row["key"] for row in keys if row["person"] == "lan.bt")
        example = example.replace("SHA256:FINGERPRINT", key)
    done = here(example, "--yes", "--json")
    assert done.code in ENDS.get(path, (0,)), done
    name = usual().get(path)
    if done.code == ExitCode.RULE:
        assert done.out == ""
    elif name is None:
        assert not done.out.startswith("{"), f"{path} prints JSON that docs/json does not describe"
    else:
        assert wrong(name, done.out) == []


@pytest.mark.parametrize(
    ("name", "before", "command"),
    [(name, *one) for name, several in MORE.items() for one in several],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_json_of_other_options_is_documented(here, name, before, command):
    """The schemas hold for other options, other states of the register and bad input."""
    for one in before:
        here.ok(one)
    assert wrong(name, here(command, "--json").out) == []


def test_every_schema_is_tried():
    """No schema is without an output that is held against it."""
    assert {name_of(path) for path in PATHS} == set(usual().values()) | set(MORE)


def test_an_undocumented_field_is_found(here):
    """The check can fail: a field that no schema names, and one that is gone."""
    told = json.loads(here.ok("register info --json"))
    assert wrong("register-info", json.dumps(told)) == []
    assert wrong("register-info", json.dumps(told | {"more": 1}))
    del told["layout"]
    assert wrong("register-info", json.dumps(told))
