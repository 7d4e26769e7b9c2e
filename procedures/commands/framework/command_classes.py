"""Classes of commands and groups: loaded lazily, with the global options, suggesting near misses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click
from typer.core import TyperCommand, TyperGroup

from procedures.commands.framework.completion import with_completion
from procedures.commands.framework.global_options import act_options, global_options
from procedures.wording.language import _


class Command(TyperCommand):
    """A command that takes the global options after its name as well as before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = with_completion([*self.params, *global_options(hidden=True)])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as Click does, but name every missing argument at once, not only the first."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            values, _rest, _order = self.make_parser(ctx).parse_args(args=given)
            missing = [
                str(param.get_error_hint(ctx))
                for param in self.get_params(ctx)
                if param.required and param.value_is_missing(param.consume_value(ctx, values)[0])
            ]
            if len(missing) <= 1:
                raise
            text = _("these are missing: {names}").format(names=", ".join(missing))
            raise click.UsageError(text, ctx) from None


class SigningCommand(Command):
    """A writing command: it can show only (`--dry-run`) or write the signed act to a file (`--out FILE`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *act_options()]


class CommandGroup(TyperGroup):
    """A group whose commands are loaded only when they are called: `--help` stays fast."""

    tree: dict[str, Any]
    """The nodes below this group, by name."""
    load: Callable[[str, Any], click.Command]
    """Builds the command of a path from its node."""
    aliases: Mapping[str, str] = {}
    path = ""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names in the order of the tree."""
        return list(self.tree)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's
        """Return the command with this name or Vietnamese alias, or None."""
        name = self.aliases.get(cmd_name, cmd_name)
        return self.load(self.path + name, self.tree[name]) if name in self.tree else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve as Click does, suggesting the nearest command."""
        if self.get_command(ctx, args[0]) is None:
            import difflib

            near = difflib.get_close_matches(args[0], list(self.tree), 1)
            text = _("there is no command “{name}”").format(name=args[0])
            more = _("; did you mean “{near}”?").format(near=near[0]) if near else ""
            raise click.UsageError(text + more, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """List the tree's own short texts, by section; no command is loaded for them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, node in self.tree.items():
            sections.setdefault(node.section, []).append((name, _(node.text)))
        for section, rows in sections.items():
            with formatter.section(_(section)):
                formatter.write_dl(rows)


class RootGroup(CommandGroup):
    """The whole program; its help shows the global options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = with_completion([*self.params, *global_options(hidden=False)])
