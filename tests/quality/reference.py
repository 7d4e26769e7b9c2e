"""Writes the generated pages of docs/: `python -m tests.quality.reference`.

docs/cli.md and docs/cli.vi.md are made from the commands, the tables of docs/json.md from the schemas in
docs/json, the table of edges in docs/architecture.md from the import contract or the real imports.
tests/quality/test_reference.py holds them current. No command of the program loads this module.
"""

from __future__ import annotations

import ast
import gettext
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from tests.support.paths import ROOT

DOCS = ROOT / "docs"
BAR = "\\|"  # a bar that does not end a cell of a table
WORDS = {
    "en": {
        "title": "Commands of Tinh Gọn",
        "intro": "Every command with its options, an example and its exit codes. Vietnamese: [cli.vi.md](cli.vi.md).\nMade from the commands by `python -m tests.quality.reference`; do not edit by hand.",
        "every": "Options of every command",
        "signing": "Options of commands that sign",
        "signs": "Signs an act.",
        "json": "JSON",
        "option": "Argument or option",
        "meaning": "Meaning",
        "codes": "Exit codes",
        "example": "Example",
        "required": "required",
        "several": "may be repeated",
        "default": "default",
    },
    "vi": {
        "title": "Các lệnh của Tinh Gọn",
        "intro": "Từng lệnh, tùy chọn, ví dụ và mã thoát. Tiếng Anh: [cli.md](cli.md).\nTrang này được tạo từ chính các lệnh bằng `python -m tests.quality.reference`; đừng sửa tay trong tệp này.",
        "every": "Tùy chọn chung của các lệnh",
        "signing": "Tùy chọn của các lệnh có ký",
        "signs": "Thao tác này được ký.",
        "json": "JSON",
        "option": "Đối số hoặc tùy chọn",
        "meaning": "Ý nghĩa",
        "codes": "Mã thoát",
        "example": "Ví dụ",
        "required": "bắt buộc",
        "several": "có thể lặp lại",
        "default": "mặc định",
    },
}
CODES = {
    "en": {
        0: "done",
        1: "a bug",
        2: "bad input",
        3: "a rule refuses, or some items were left out",
        4: "not allowed",
        5: "not found",
        6: "changed or busy",
        7: "a check failed",
        8: "storage",
        130: "cancelled",
    },
    "vi": {
        0: "xong",
        1: "lỗi phần mềm",
        2: "dữ liệu nhập sai",
        3: "quy tắc không cho phép, hoặc có mục bị bỏ lại",
        4: "không có quyền",
        5: "không tìm thấy",
        6: "đã thay đổi hoặc đang bận",
        7: "kiểm tra không đạt",
        8: "lỗi lưu trữ",
        130: "đã dừng",
    },
}
# Commands that check something and end with 7 where it fails.
CHECKS = {"check", "plan", "audit portal", "audit verify", "audit witness", "workflow check"}
# Commands that record acts and are not marked so in the tree.
RECORDS = {"import apply", "register receive", "register rehearse", "register restore"}
# Commands that read no register.
ALONE = {
    "demo",
    "explain",
    "workflow show",
    "workflow check",
    "cost incomes",
    "cost template",
    "programme template",
    "import template",
    "paper templates",
    "init",
}


def leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Each command of the tree with its whole name."""
    for name, node in tree.items():
        if node.children:
            yield from leaves(node.children, f"{path}{name} ")
        else:
            yield f"{path}{name}", node


def exit_codes(path: str, *, writes: bool) -> list[int]:
    """The exit codes that a command can end with, besides 1 and 130, which every command has."""
    found = {0, 2, 8}
    if path not in ALONE:
        found.add(5)
    if writes or path in RECORDS:
        found |= {3, 4, 6}
    if path == "import plan":
        found.add(3)
    if path in CHECKS:
        found.add(7)
    return sorted(found)


def commands_page(lang: str) -> str:
    """The page of all commands in one language; call it in a process of its own (see `page_in`)."""
    from procedures.wording import language

    language.use(lang)  # before the commands load: their help texts are fixed then
    gettext.bindtextdomain(language.CATALOGUE, str(ROOT / "procedures" / "locale"))
    gettext.textdomain(language.CATALOGUE)  # Click's own words, in the language of the environment
    import click

    from procedures.commands.examples import EXAMPLES
    from procedures.commands.framework.global_options import act_options, global_options
    from procedures.commands.tree import TREE, load

    say = WORDS[lang]
    context = click.Context(click.Command("tinhgon"))
    lines = [f"# {say['title']}", "", say["intro"], "", f"## {say['every']}", ""]
    lines += [*_options(global_options(hidden=False), context, say), "", f"## {say['signing']}", ""]
    lines += [*_options(act_options(), context, say), "", f"## {say['codes']}", ""]
    lines += [f"* {code}: {text}" for code, text in CODES[lang].items()]
    schemas = json_pages()
    section = ""
    for path, node in leaves(TREE):
        top = TREE[path.split(" ", maxsplit=1)[0]]
        if top.section != section:
            section = top.section
            lines += ["", f"## {language._(section)}"]
        command = load(path, node)
        shown = [one for one in command.params if not getattr(one, "hidden", False)]
        own = {one.name for one in act_options()}
        shown = [one for one in shown if one.name not in own and one.name != "help"]
        usage = " ".join(["tinhgon", path, *command.collect_usage_pieces(click.Context(command))])
        lines += ["", f"### {path}", "", f"{language._(node.text)[:1].upper()}{language._(node.text)[1:]}."]
        if node.writes:
            lines[-1] += f" {say['signs']}"
        lines += ["", f"`{usage}`", ""]
        if shown:
            lines += [*_options(shown, click.Context(command), say, _helps(node.target)), ""]
        lines += ["```", EXAMPLES[path], "```", ""]
        codes = ", ".join(map(str, exit_codes(path, writes=node.writes)))
        lines.append(f"{say['codes']}: {codes}.")
        if path in schemas:
            links = ", ".join(f"[{one}](json.md#{one})" for one in schemas[path])
            lines[-1] += f" {say['json']}: {links}."
    return "\n".join(lines) + "\n"


def page_in(lang: str) -> str:
    """The page of all commands in one language, made in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.quality.reference", lang],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("TINHGON")}
        | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "LANGUAGE": lang},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def _helps(target: str) -> dict[str, str]:
    """The help text of each parameter of a command's function: with Click 8.5, Typer 0.25 loses those of arguments."""
    module, _colon, function = target.partition(":")
    body = getattr(import_module(f"procedures.commands.{module}"), function)
    hints = get_type_hints(body, include_extras=True)
    return {
        name: getattr(hint, "__metadata__", (None,))[0].help or ""
        for name, hint in hints.items()
        if hasattr(hint, "__metadata__")
    }


def _options(
    params: list[Any], context: Any, say: dict[str, str], helps: Mapping[str, str] | None = None
) -> list[str]:
    lines = [f"| {say['option']} | {say['meaning']} |", "|---|---|"]
    for one in params:
        argument = one.param_type_name == "argument"
        names = one.make_metavar(context) if argument else ", ".join([*one.opts, *one.secondary_opts])
        if not argument and not one.is_flag:
            names += " " + one.make_metavar(context)
        notes = [say["required"]] if one.required and not argument else []
        notes += [say["several"]] if not argument and (one.multiple or one.nargs == -1) else []
        if not argument and isinstance(one.default, str | int | Path) and one.default not in {"", False}:
            notes.append(f"{say['default']}: {one.default}")
        text = one.help if hasattr(one, "help") else ""
        told = "; ".join(filter(None, [text or (helps or {}).get(one.name, ""), *notes]))
        lines.append(f"| `{names.replace('|', BAR)}` | {told} |")
    return lines


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema of docs/json by its short name."""
    return {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8"))
        for path in sorted((DOCS / "json").glob("*.schema.json"))
    }


def json_pages() -> dict[str, list[str]]:
    """Command -> the short names of the schemas of its output."""
    found: dict[str, list[str]] = {}
    for name, held in schemas().items():
        for command in held["x-commands"]:
            found.setdefault(command, []).append(name)
    return found


def json_tables() -> str:
    """The tables of docs/json.md: one section a schema, shared parts once at the end."""
    from procedures.commands.tree import TREE

    lines: list[str] = []
    shared: dict[str, Any] = {}
    for name, held in schemas().items():
        more = f" {held['description']}" if held["description"] != held["title"] else ""
        lines += [f"### {name}", "", f"{held['title']}.{more}", ""]
        commands = ", ".join(f"`{one}`" for one in held["x-commands"])
        with_ = f" with `{held['x-options']}`" if held.get("x-options") else ""
        lines += [f"Printed by {commands}{with_}. Schema: [{name}.schema.json](json/{name}.schema.json)", ""]
        lines += [*_fields(held, held["$defs"]), ""]
        shared |= {one: part for one, part in held["$defs"].items() if "properties" in part}
    lines += ["## Shared parts", ""]
    every = {one: part for held in schemas().values() for one, part in held["$defs"].items()}
    for name, part in sorted(shared.items()):
        lines += [f"### part-{name}", "", *_fields(part, every), ""]
    silent = [f"`{path}`" for path, _node in leaves(TREE) if path not in json_pages()]
    lines += [
        "## Commands without JSON",
        "",
        "These print text, files or nothing: " + ", ".join(silent) + ".",
    ]
    return "\n".join(lines)


def _fields(node: dict[str, Any], defs: dict[str, Any]) -> list[str]:
    rows = ["| Field | Type | Unit or format | Meaning |", "|---|---|---|---|"]
    rows += [" | ".join(["", *one, ""]).strip() for one in _walk(node, defs, "")]
    return rows


def _walk(node: dict[str, Any], defs: dict[str, Any], place: str) -> Iterator[tuple[str, str, str, str]]:
    """Each field beneath an object: path, type, unit or format, meaning."""
    for name, held in node.get("properties", {}).items():
        path = f"{place}{name}"
        inner, suffix, null = _inside(held)
        kind, unit = _kind(inner, defs)
        kind = {"": kind, "[]": f"list of {kind}", ".*": f"object by name of {kind}"}.get(
            suffix, f"list by name of {kind}"
        )
        told = held["description"]
        optional = "" if name in node["required"] else " (may be absent)"
        yield f"`{path}{suffix}`", kind + (" or null" if null else ""), unit, told + optional
        if "properties" in inner:
            yield from _walk(inner, defs, f"{path}{suffix}.")


def _inside(held: dict[str, Any]) -> tuple[dict[str, Any], str, bool]:
    """A field without its null, its lists and its maps: what is inside, `[]` or `.*` for each, null or not."""
    suffix, null = "", False
    while True:
        if "anyOf" in held and {"type": "null"} in held["anyOf"]:
            (held,) = (one for one in held["anyOf"] if one != {"type": "null"})
            null = null or not suffix
        elif held.get("type") == "array" and "prefixItems" not in held:
            held, suffix = held["items"], suffix + "[]"
        elif held.get("type") == "object" and "properties" not in held:
            held, suffix = held["additionalProperties"], suffix + ".*"
        else:
            return held, suffix, null


_TYPES = {"string": "text", "integer": "number", "boolean": "boolean"}


def _kind(held: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str]:
    """Type and unit or format of a field."""
    if "$ref" in held:
        name = held["$ref"].rpartition("/")[2]
        if "properties" in defs[name]:
            return "object", f"[{name}](#part-{name})"
        return _TYPES.get(defs[name].get("type", ""), "any"), _unit(defs[name]["title"])
    if "enum" in held:
        kind = "number" if isinstance(held["enum"][0], int) else "text"
        return kind, ", ".join(f"`{one}`" if one != "" else '`""`' for one in held["enum"])
    if "const" in held:
        return "number", f"`{held['const']}`"
    if "prefixItems" in held:
        return "pair", ", ".join(one["description"] for one in held["prefixItems"])
    if "anyOf" in held:
        kinds, units = zip(*(_kind(one, defs) for one in held["anyOf"]), strict=True)
        return " or ".join(kinds), ", or ".join(units)
    return "object", ""


def _unit(title: str) -> str:
    return "" if title in {"text", "true or false", "any value"} else title


def within(text: str, name: str, made: str) -> str:
    """A page with the part between its markers `begin: name` and `end: name` replaced."""
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        raise ValueError(f"no part {name}")
    return f"{head}{begin}\n{made.strip()}\n\n{end}{tail}"


def room(path: str) -> str:
    """The room of a module by its path from the root: its folder, or the module where it lies in none.

    The modules that lie in workflow/ itself are one room, the engine.
    """
    parts = path.removesuffix(".py").split("/")
    if parts[0] == "workflow":
        return "/".join(parts[:2]) if len(parts) > 2 else "workflow"
    if parts[0] == "procedures" and len(parts) > 1:
        return "procedures" if parts[1] == "__init__" else parts[1]
    return parts[0]


def rooms() -> dict[str, set[str]]:
    """Each room, and the other rooms that its modules import, at the top or inside a function."""
    found: dict[str, set[str]] = {}
    for path in sorted(
        [ROOT / "cli.py", *(ROOT / "workflow").rglob("*.py"), *(ROOT / "procedures").rglob("*.py")]
    ):
        name = path.relative_to(ROOT).as_posix()
        own = found.setdefault(room(name), set())
        own |= {room(one) for one in _imported(ast.parse(path.read_text("utf-8")))} - {room(name)}
    return {name: used for name, used in found.items() if name != "procedures"}


def _imported(tree: ast.Module) -> Iterator[str]:
    """The files of ours that a module imports, as paths from the root."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            path = name.replace(".", "/")
            for one in (path, path.rpartition("/")[0]):
                if one and (ROOT / f"{one}.py").is_file():
                    yield f"{one}.py"
                    break
                if one and (ROOT / one / "__init__.py").is_file():
                    yield f"{one}/__init__.py"
                    break


def edges() -> str:
    """The contracts of imports that pyproject.toml states, and the edges that there are."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    held = rooms()
    lines = [*contracts(settings), "", "| Room | imports |", "|---|---|"]
    for name in sorted(held, key=lambda one: (_height(one, held, ()), one), reverse=True):
        lines.append(f"| `{name}` | {', '.join(f'`{one}`' for one in sorted(held[name])) or '–'} |")
    return "\n".join(lines)


def contracts(settings: Mapping[str, Any]) -> Iterator[str]:
    """The contracts of import-linter in a pyproject.toml, as a list; nothing where there are none."""
    for one in settings.get("tool", {}).get("importlinter", {}).get("contracts", []):
        yield f"* {one['name']} ({one['type']})"
        for name, value in one.items():
            if name not in {"name", "type", "id"}:
                yield f"    * {name.replace('_', ' ')}: {_listed(value)}"


def _listed(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"`{one}`" for one in value)
    return f"`{value}`"


def _height(name: str, held: Mapping[str, set[str]], trail: tuple[str, ...]) -> int:
    """Count the floors below a room; a circle counts once."""
    below = [_height(one, held, (*trail, name)) for one in held.get(name, ()) if one not in {*trail, name}]
    return 1 + max(below, default=0)


PAGES = ("docs/cli.md", "docs/cli.vi.md", "docs/json.md", "docs/architecture.md")
PARTS = {"docs/json.md": ("fields", json_tables), "docs/architecture.md": ("edges", edges)}


def made(page: str) -> str:
    """The text that a generated page should have; `page` is its path from the root."""
    if page in PARTS:
        name, write = PARTS[page]
        return within((ROOT / page).read_text("utf-8"), name, write())
    return page_in("vi" if page.endswith(".vi.md") else "en")


def main(argv: list[str]) -> None:
    """Write the pages, or print one language's page of commands."""
    if argv:
        print(commands_page(argv[0]), end="")
        return
    for page in PAGES:
        (ROOT / page).write_text(made(page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
