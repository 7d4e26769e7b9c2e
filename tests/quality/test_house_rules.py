"""The rules of the house that a reader of one file cannot see: rooms, circles, names, words of one face."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
from importlinter.cli import lint_imports

from tests.quality.room_edges import edges_between, room_of, table
from tests.support.paths import ROOT

# Public names that several modules share, and why that is one meaning.
SHARED = {
    "APPLY": "each module of projection/ has its table",
    "GUARDS": "each module of guards/ has its table",
    "main": "what `python -m` or the console script calls",
}
# A row is one NamedTuple in memory; the SQLModel class beside it declares its table (a test compares them).
MIRRORS = (
    "procedures/storage/sql_tables.py",
    "workflow/storage/sql_tables.py",
    "procedures/input/shapes.py",
    "procedures/input/description_shapes.py",
)
# What a module below the command line may read of the process, and why.
OWN_PROCESS = {
    (
        "procedures/papers/limited_process.py",
        "os.environ",
    ): "so that its process gets none of it but what it needs to start"
}
# Texts below the command line that begin like one and are none.
NO_COMMAND_LINE = {
    "procedures/papers/paper.py": "the line at a paper's foot names the program",
    "procedures/papers/check_paper.py": "the line at a paper's foot names the program",
    "procedures/services/register/demo.py": "the seed of the demonstration's keys",
    "workflow/identity/ssh_keys.py": "the signed text of a proof",
    "workflow/identity/signing.py": "the armour of an SSH signature",
}


def sources(*rooms: str) -> list[Path]:
    """Every module of the program, or of some rooms."""
    paths = [ROOT / "cli.py", *(ROOT / "workflow").rglob("*.py"), *(ROOT / "procedures").rglob("*.py")]
    return sorted(path for path in paths if not rooms or relative(path).startswith(rooms))


def relative(path: Path) -> str:
    """The path from the root, as it is written in tables."""
    return path.relative_to(ROOT).as_posix()


def test_every_import_stands_in_the_table_of_rooms():
    """import-linter keeps all contracts of pyproject.toml: rooms, engine without domain, no circles."""
    run = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*run, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_lint_imports_is_the_command_that_is_run():
    """The function behind the command exists under this name (the test above would pass on nothing)."""
    assert callable(lint_imports)


class Graph(SimpleNamespace):
    """A graph of imports as the contract asks it."""

    def find_modules_directly_imported_by(self, module):
        return self.imports.get(module, set())


def test_a_planted_import_is_an_edge_of_its_rooms():
    """The table's check can fail: an import between rooms, lazy or not, is an edge that needs its line."""
    imports = {"procedures.guards.units": {"procedures.services.session"}}
    graph = Graph(modules={"procedures.guards.units", "procedures.services.session"}, imports=imports)
    found = edges_between(graph, ["procedures"])
    assert set(found) == {("guards", "services")}
    assert "services" not in table(["guards -> rules, storage"])["guards"]
    assert room_of("workflow.engine", ["procedures"]) == "workflow"


def public_names() -> dict[str, list[str]]:
    """Each public name of a module -> the modules that define it; commands and mirrored rows left out."""
    where: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        name = relative(path)
        commands = name.startswith("procedures/commands/") and "/framework/" not in name
        if commands or name in MIRRORS or name == "procedures/guards/__init__.py":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            for defined in defined_by(node):
                if not defined.startswith("_"):
                    where[defined].append(name)
    return where


def defined_by(node: ast.stmt) -> list[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_a_public_name_means_one_thing():
    """No two modules define the same public name, but for the few of the list."""
    twice = {name: places for name, places in public_names().items() if len(places) > 1}
    assert twice.keys() - SHARED.keys() == set()
    assert SHARED.keys() - twice.keys() == set()


def texts(path: Path) -> list[str]:
    """The string literals of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    bodies = [node.body for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list)]
    documented = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    constants = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documented
    )
    return [node.value for node in constants if isinstance(node.value, str)]


def test_only_the_command_line_spells_options_and_commands():
    """Below commands/ and terminal/ no text begins like an option or a command line."""
    spelled = {}
    for path in sources():
        name = relative(path)
        if name.startswith(("procedures/commands/", "procedures/terminal/")) or name == "cli.py":
            continue
        found = [text for text in texts(path) if re.match(r"--\w|tinhgon ", text)]
        if found and name not in NO_COMMAND_LINE:
            spelled[name] = found
    assert spelled == {}


def test_nothing_below_the_command_line_reads_the_process():
    """Neither standard streams, nor Click, nor the environment are read below commands/."""
    wrong = []
    for path in sources("workflow/", "procedures/"):
        name = relative(path)
        if name.startswith("procedures/commands/"):
            continue
        text = path.read_text("utf-8")
        read = re.findall(r"sys\.std(?:out|err|in)|os\.environ", text)
        wrong += [(name, found) for found in read if (name, found) not in OWN_PROCESS]
        if re.search(r"^\s*(?:import|from) click", text, re.MULTILINE) and name not in (
            "procedures/terminal/usage_errors.py",  # words Click's own errors
            "procedures/wording/catalogue.py",  # collects Click's own messages
        ):
            wrong.append((name, "click"))
    assert wrong == []


def unsaid_errors(source: str) -> list[str]:
    """The public functions that raise an error which their docstring does not name."""
    missing = []
    tree = ast.parse(source)
    classes = [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *(method for body in classes for method in body)]:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        told = ast.get_docstring(node) or ""
        raised = (found.exc for found in ast.walk(node) if isinstance(found, ast.Raise) and found.exc)
        names = {ast.unparse(error.func if isinstance(error, ast.Call) else error) for error in raised}
        missing += [f"{node.name}: {name}" for name in names if name[:1].isupper() and name not in told]
    return missing


@pytest.mark.parametrize("path", sources("procedures/services/"), ids=relative)
def test_a_use_case_says_what_it_raises(path):
    """A public function of services/ that raises an error names it in its docstring."""
    assert unsaid_errors(path.read_text("utf-8")) == []


def test_an_error_that_nobody_says_is_found():
    """The check can fail."""
    assert unsaid_errors('def f():\n    """Do."""\n    raise NotFound("x")\n') == ["f: NotFound"]


RIDDLE = re.compile(r"(?:What|Whose|Which|How|Whether|Where) [a-z]")


def riddles(source: str) -> list[str]:
    """The public definitions whose docstring begins with a clause without a verb."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            first = (ast.get_docstring(node) or "").split("\n")[0]
            if RIDDLE.match(first) and node.name[:4] != "test":
                found.append(f"{node.name}: {first}")
    return found


def test_a_docstring_is_a_statement():
    """No public docstring of program or tests begins with What, Whose, Which, How, Whether or Where."""
    paths = [*sources(), *(ROOT / "tests").rglob("*.py")]
    found = {relative(path): riddles(path.read_text("utf-8")) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}
