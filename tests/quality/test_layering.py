"""Who may import whom, what the engine may not say, and what a quick command may not load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

WORKFLOW = sorted((ROOT / "workflow").rglob("*.py"))
PROCEDURES = sorted((ROOT / "procedures").rglob("*.py"))
EVERYTHING = [ROOT / "cli.py", *WORKFLOW, *PROCEDURES]
# Vocabulary of the domain: the engine could run library loans tomorrow.
DOMAIN_WORDS = re.compile(
    r"procedure|proposal|department|reviewer|auditor|compliance|(?<!at )\bcosts?\b(?! (?:more|as|time|\w+ time))|programme|"
    r"province|ministry|baseline|tthc|đồng",
    re.IGNORECASE,
)
# package -> the files that may import it (paths end with one of these)
ONLY = {
    "transitions": ("workflow/state_machine.py",),
    "sqlmodel": ("workflow/storage/sql_tables.py", "procedures/storage/sql_tables.py"),
    "sqlalchemy": ("workflow/storage/sql_tables.py", "procedures/storage/sql_tables.py"),
    "cryptography": ("workflow/identity/signing.py",),
    "pydantic": ("procedures/input/shapes.py", "procedures/input/description_shapes.py"),
    "pydantic_core": ("procedures/input/checks.py",),
    "typer": ("cli.py", "procedures/commands/", "procedures/wording/catalogue.py"),
    "click": (
        "cli.py",
        "procedures/commands/",
        "procedures/terminal/usage_errors.py",
        "procedures/wording/catalogue.py",
    ),
    "psycopg": ("workflow/storage/postgresql.py",),
    "docx": ("procedures/papers/",),
    "docxtpl": ("procedures/papers/",),
    "jinja2": ("procedures/papers/",),
    "pypdf": ("procedures/papers/",),
    "typst": ("procedures/papers/",),
    "xlsxwriter": ("procedures/papers/", "procedures/intake/"),
    "babel": ("procedures/wording/catalogue.py",),
    "python_calamine": ("procedures/spreadsheets/",),
    "sqlite3": (
        "procedures/services/procedure_search.py",
        "workflow/storage/sqlite.py",
        "workflow/storage/work_limit.py",
        "procedures/services/register/backup.py",
        "procedures/services/evidence/checkpoints.py",
        "procedures/services/register/datasette_copy.py",
        "procedures/services/register/doctor.py",
    ),
}
PURE = (
    "workflow/definition.py",
    "workflow/definition_checks.py",
    "workflow/diagram.py",
    "workflow/decision.py",
    "workflow/domain.py",
    "workflow/judging.py",
    "workflow/journal/checkpoint.py",
    "workflow/journal/entries.py",
    "workflow/journal/intent_files.py",
    "workflow/journal/intents.py",
    "workflow/journal/merkle.py",
    "workflow/journal/strict_json.py",
    "workflow/identity/people.py",
    "workflow/identity/people_projection.py",
    "workflow/identity/people_rules.py",
    "workflow/identity/ssh_keys.py",
    "workflow/storage/rows.py",
    "procedures/rules/",
    "procedures/guards/",
    "procedures/projection/",
    "procedures/lifecycle.py",
    "procedures/storage/rows.py",
    "procedures/vietnamese.py",
)
IMPURE = frozenset(
    {"os", "io", "time", "random", "secrets", "pathlib", "socket", "subprocess", "sqlite3", "sys"}
)


def imports(path: Path, source: str | None = None) -> set[str]:
    """Every module that a file imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(source or path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def breaches(path: str, source: str) -> list[str]:
    """Return the modules that a file at `path` (relative) may not import, by the architecture's table."""
    used = imports(ROOT / path, source)
    roots = {name.split(".")[0] for name in used}
    told = []
    if path.startswith("workflow/") and roots & {"procedures", "cli"}:
        told.append("the engine imports the domain")
    for package, places in ONLY.items():
        if package in roots and not path.startswith(places):
            told.append(f"{package} is for {places} only")
    if path.startswith(PURE) and roots & IMPURE:
        told.append(f"a pure module imports {roots & IMPURE}")
    if path.startswith(
        ("procedures/commands/", "procedures/terminal/", "procedures/wording/", "procedures/papers/")
    ):
        told += [
            f"{name}: commands call procedures.register"
            for name in used
            if name.startswith(
                (
                    "procedures.storage.sql_tables",
                    "workflow.storage.store.Store",
                    "workflow.storage.sql_tables",
                )
            )
        ]
    told += [
        f"{name} is private" for name in used if re.search(r"\._[a-z]", name) and not name.endswith("._")
    ]
    return told


def files() -> list[str]:
    """Every module, relative to the root."""
    return [str(path.relative_to(ROOT)) for path in EVERYTHING]


@pytest.mark.parametrize("path", files())
def test_imports_keep_to_the_table(path):
    """Each module imports only what its room may."""
    assert breaches(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "planted"),
    [
        ("workflow/engine.py", "from procedures.storage.rows import Unit"),
        ("workflow/engine.py", "import sqlalchemy"),
        ("workflow/decision.py", "import transitions"),
        ("procedures/guards/proposals.py", "import os"),
        ("procedures/rules/verdict.py", "import random"),
        ("procedures/commands/proposals.py", "from procedures.storage.sql_tables import Member"),
        ("procedures/services/evidence/verification.py", "import typer"),
        ("procedures/projection/proposals.py", "from cryptography import x509"),
        ("procedures/domain.py", "from procedures.guards import _appraised"),
    ],
)
def test_a_planted_import_is_found(path, planted):
    """The check can fail: an import against the table is told."""
    assert breaches(
        path,
        planted + "\n" + (ROOT / path).read_text("utf-8").replace("from __future__ import annotations", ""),
    )


@pytest.mark.parametrize("path", [str(p.relative_to(ROOT)) for p in WORKFLOW])
def test_the_engine_speaks_no_word_of_the_domain(path):
    """No identifier, string or comment under workflow/ holds a word of the domain."""
    assert DOMAIN_WORDS.findall((ROOT / path).read_text("utf-8")) == []


def test_a_planted_word_is_found():
    """The vocabulary check can fail."""
    assert DOMAIN_WORDS.findall("def approve_procedure(programme): ...")


def test_imports_at_the_top_form_no_circle():
    """The graph of imports made at import time has no cycle."""
    graph = {}
    names = {file.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for file in files()}
    for path in EVERYTHING:
        name = str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        tree = ast.parse(path.read_text("utf-8"))
        used = set()
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:  # a module of a package, or a name of a module
                    whole = f"{node.module}.{alias.name}"
                    used.add(whole if whole in names else node.module)
            elif isinstance(node, ast.Import):
                used |= {alias.name for alias in node.names}
        graph[name] = used
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for other in graph[name] & graph.keys():
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def loaded(*argv: str, env: dict[str, str] | None = None) -> set[str]:
    """The top-level packages in sys.modules after one command."""
    code = (
        "import sys, cli\n"
        f"try:\n    cli.main({list(argv)!r})\nexcept SystemExit: pass\n"
        "sys.stderr.write('\\n#' + ' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    )
    import os

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=os.environ | (env or {})
    )
    return set(done.stderr.rpartition("#")[2].split())


HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "pydantic_core",
    "rich",
    "transitions",
    "python_calamine",
    "psycopg",
}


@pytest.mark.parametrize(
    "argv", [("--help",), ("--version",), ("procedure", "--help"), ("approve", "--help")]
)
def test_help_loads_nothing_heavy(argv):
    """Help and version load no SQLAlchemy, pydantic, rich or cryptography."""
    assert loaded(*argv) & (HEAVY | {"cryptography"}) == set()


@pytest.mark.parametrize(
    "argv",
    [
        ("check",),
        ("status",),
        ("queue",),
        ("procedure", "list"),
        ("procedure", "show", "1.000001"),
        ("cost", "show", "1.000001"),
    ],
)
def test_reading_loads_nothing_heavy(town, argv):
    """Commands that read an SQLite register load none of the heavy libraries."""
    town.add_procedures("so-tu-phap", "1.000001")
    town.seal()
    assert loaded("--register", town.url, *argv) & (HEAVY | {"cryptography"}) == set()


def test_completion_loads_nothing_heavy():
    """Asking the shell's completion loads none of the heavy libraries."""
    env = {"_TINHGON_COMPLETE": "complete_bash", "COMP_WORDS": "tinhgon pro", "COMP_CWORD": "1"}
    assert loaded(env=env) & (HEAVY | {"cryptography"}) == set()
