"""Defines what a Word template may say: the fields of the paper, loops over them, and a few filters.

A template is a file that came from somewhere. Jinja's sandbox closes what is known to be dangerous; here only
what is listed is open. No object of a library is within a template's reach, nothing can be called but
`range`, and rounds, texts and output have limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from procedures.papers.paper import BrokenTemplate

MAX_ROUNDS = 1_000_000
"""Rounds of all loops of a document together."""
MAX_JOINED = 2**20
"""Characters of a text, and elements of a list, that a template puts together itself."""
MAX_NUMBER = 10**18
MAX_RANGE = 10_000
MAX_OUTPUT = 64 * 2**20
"""Characters of all parts of a document together."""

_STATEMENTS = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.With),
    *(nodes.Assign, nodes.AssignBlock, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice),
    *(nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Keyword),
    *(nodes.Filter, nodes.Test, nodes.Call, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul),
    *(nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat),
)
_OF_LOOP = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth"}
)
_OF_TEXTS = ("capitalize", "e", "escape", "lower", "title", "trim", "upper")  # they make a text of anything
_AS_THEY_ARE = ("count", "d", "default", "first", "int", "items", "last", "length", "reverse", "sort")
_TESTS = (
    *("defined", "undefined", "none", "true", "false", "boolean", "number", "string", "mapping", "in"),
    *("eq", "equalto", "==", "ne", "!=", "lt", "lessthan", "<", "le", "<=", "gt", "greaterthan", ">"),
    *("ge", ">="),
)
_SCALARS = (str, int, float, type(None))
_SHOWN = 40  # characters of a name in an error


class DataOnlyEnvironment(ImmutableSandboxedEnvironment):
    """Renders the parts of one document from plain data: dicts, lists, texts, numbers.

    `template`: the file's name, for errors. Whatever is not listed above raises BrokenTemplate
    (template-not-data), whatever passes a limit BrokenTemplate (template-limit).
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, template: str) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=self._printable)
        self._file = template
        self._rounds = self._length = 0
        self.globals = {"range": self._range}
        self.filters = {
            **{name: FILTERS[name] for name in _AS_THEY_ARE},
            **{name: self._of_text(FILTERS[name]) for name in _OF_TEXTS},
            "join": self._join,
            "replace": self._replace,
            "rounds of a loop": self._counted,  # a name that no template can write
        }
        self.tests = {name: TESTS[name] for name in _TESTS}

    def from_string(
        self,
        source: str | nodes.Template,
        globals: Any = None,  # noqa: A002 - the name in Jinja
        template_class: type[Template] | None = None,
    ) -> Template:
        """Return the template, if it is made of what is listed. Raises BrokenTemplate, TemplateError."""
        try:
            tree = source if isinstance(source, nodes.Template) else self.parse(source)
            for node in _all(tree):
                self._require_listed(node)
            return super().from_string(_Bounded().visit(tree), globals, template_class)
        except (RecursionError, SyntaxError):  # the compiler of Python has its own limits
            self._stop("((( … )))")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of plain data, or what a loop knows of itself."""
        if isinstance(obj, LoopContext) and attribute in _OF_LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Mapping | Undefined):
            return self.getitem(obj, attribute)
        return self._refuse(f".{attribute[:_SHOWN]}")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return a field of plain data, or an element of a list or text by its number."""
        if isinstance(obj, Undefined):
            return obj[argument]  # says which field is missing
        if isinstance(obj, Mapping) and isinstance(argument, str | int):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, list | tuple | str) and isinstance(argument, int):
            within = -len(obj) <= argument < len(obj)
            return obj[argument] if within else self.undefined(obj=obj, name=str(argument))
        return self._refuse(f"[{argument[:_SHOWN]}]" if isinstance(argument, str) else "[…]")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers of a bounded size; + also joins texts and lists."""
        if operator == "+" and (_both(str, left, right) or _both(list, left, right)):
            self._require_short(len(left) + len(right))
        elif not _both((int, float), left, right) or operator == "**":
            self._refuse(operator)
        made = super().call_binop(context, operator, left, right)
        if isinstance(made, int) and abs(made) > MAX_NUMBER:
            self._stop(f"{operator} > {MAX_NUMBER}")
        return made

    def call(self, context: Context, called: Any, *values: Any, **named: Any) -> Any:
        """Call `range` and nothing else, whatever a template gives that name to."""
        if called != self._range:
            self._refuse("range(…)")
        return super().call(context, called, *values, **named)

    def concat(self, parts: Iterable[str]) -> str:
        """Join the parts of a text or a document, and count their length."""
        return "".join(self._measured(parts))

    def _measured(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            self._length += len(part)
            if self._length > MAX_OUTPUT:
                self._stop(f"{{{{ … }}}} > {MAX_OUTPUT // 2**20} MB")
            yield part

    def _require_listed(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Call):
            if not (isinstance(node.node, nodes.Name) and node.node.name == "range"):
                self._refuse(f"{_said(node.node)}(…)")
        elif isinstance(node, nodes.Filter) and node.name not in self.filters:
            self._refuse(f"|{node.name}")
        elif isinstance(node, nodes.Test) and node.name not in self.tests:
            self._refuse(f"is {node.name}")
        elif isinstance(node, nodes.For) and node.recursive:
            self._refuse("{% for … recursive %}")
        elif not isinstance(node, _STATEMENTS):
            self._refuse(_said(node))

    def _range(self, *numbers: int) -> list[int]:
        made = range(*numbers)
        if len(made) > MAX_RANGE:
            self._stop(f"range > {MAX_RANGE}")
        return list(made)

    def _counted(self, elements: Any) -> Sequence[Any]:
        """Return what a loop goes over, as a list that counts its rounds."""
        if isinstance(elements, LoopContext):
            self._refuse("{% for … in loop %}")
        return _CountedList(elements, self._spend)

    def _spend(self) -> None:
        self._rounds += 1
        if self._rounds > MAX_ROUNDS:
            self._stop(f"{{% for %}} > {MAX_ROUNDS}")

    def _printable(self, value: Any) -> Any:
        """Return what is printed: a text or number; the text of a list can be without end."""
        if isinstance(value, (*_SCALARS, Undefined)):
            return value
        return self._refuse("{{ […] }}")

    def _of_text(self, made: Callable[..., Any]) -> Callable[..., Any]:
        def of_text(value: Any, *values: Any, **named: Any) -> Any:
            return made(self._printable(value), *values, **named)

        return of_text

    def _join(self, elements: Iterable[Any], between: str = "") -> str:
        parts = [self._printable(element) for element in (between, *elements)]
        # A text of the template's own XML (`set` … `endset`) makes XML of the whole: the others are escaped.
        marked = any(isinstance(part, Markup) for part in parts)
        gap, *texts = [escape(part) if marked else str(part) for part in parts]
        self._require_short(sum(map(len, texts)) + len(gap) * len(texts))
        return gap.join(texts)

    def _replace(self, text: Any, old: str, new: str) -> str:
        parts = [self._printable(part) for part in (text, old, new)]
        marked = any(isinstance(part, Markup) for part in parts)
        changed, old, new = [escape(part) if marked else str(part) for part in parts]
        self._require_short(len(changed) + changed.count(old) * len(new))
        return changed.replace(old, new)

    def _require_short(self, length: int) -> None:
        if length > MAX_JOINED:
            self._stop(f"{{{{ … }}}} > {MAX_JOINED}")

    def _refuse(self, what: str) -> NoReturn:
        raise BrokenTemplate(self._file, what, code="template-not-data")

    def _stop(self, limit: str) -> NoReturn:
        raise BrokenTemplate(self._file, limit, code="template-limit")


class _CountedList(list[Any]):
    """A list that tells of each element that is taken from it."""

    def __init__(self, elements: Iterable[Any], spend: Callable[[], None]) -> None:
        super().__init__(elements)
        self._spend = spend

    def __iter__(self) -> Iterator[Any]:
        for element in super().__iter__():
            self._spend()
            yield element


class _Bounded(NodeTransformer):
    """Puts the limits where Jinja has no place for them: into loops, and into `~`."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - the name in Jinja
        """Count the rounds of a loop."""
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "rounds of a loop")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - the name in Jinja
        """Join texts by the filter, which measures them."""
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno, environment=node.environment)
        return _filtered(parts, "join")


def _filtered(value: Any, name: str) -> nodes.Filter:
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno, environment=value.environment)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _said(node: nodes.Node) -> str:
    """Return how a template writes this: "{% macro %}", ".save"."""
    if isinstance(node, nodes.Getattr):
        return f".{node.attr}"
    if isinstance(node, nodes.Name):
        return node.name
    return f"{{% {type(node).__name__.lower()} %}}"


def _both(kind: Any, left: Any, right: Any) -> bool:
    return isinstance(left, kind) and isinstance(right, kind)
