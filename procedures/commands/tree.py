"""The tree of commands as data: module and function, heading, one line of help."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click
import typer

from procedures.commands.examples import EXAMPLES
from procedures.commands.framework.command_classes import Command, CommandGroup, SigningCommand
from procedures.wording.language import N_, _

ALL, DEPARTMENT, REVIEWER, AUDITOR, REGISTRAR = (
    N_("Everyone"),
    N_("Department"),
    N_("Reviewer"),
    N_("Auditor"),
    N_("Registrar"),
)


class CommandNode(NamedTuple):
    """A command (`target` is module:function) or a group (`children`). `writes`: it signs."""

    section: str
    text: str
    target: str = ""
    writes: bool = False
    children: dict[str, CommandNode] | None = None


def _leaf(target: str, text: str, *, writes: bool = False) -> CommandNode:
    return CommandNode(N_("Commands"), text, target, writes)


TREE: dict[str, CommandNode] = {
    "demo": CommandNode(ALL, N_("build the demonstration province here and print its verdict"), "create:demo"),
    "init": CommandNode(ALL, N_("make a new register"), "create:init"),
    "status": CommandNode(ALL, N_("what is mine, what waits for me, how far the targets are"), "status:status"),
    "whoami": CommandNode(ALL, N_("who acts here, with which key and roles"), "status:whoami"),
    "doctor": CommandNode(ALL, N_("check this machine and the register's settings"), "doctor:doctor"),
    "explain": CommandNode(ALL, N_("explain an error code, a state, a rule or a term"), "explain:explain"),
    "workflow": CommandNode(ALL, N_("the life cycle, drawn and checked"), children={
        "show": _leaf("workflow:workflow_show", N_("the life cycle as a table or a Mermaid diagram")),
        "check": _leaf("workflow:workflow_check", N_("dead ends, unreachable states, acts nobody can do")),
    }),
    "procedure": CommandNode(DEPARTMENT, N_("the inventory of procedures"), children={
        "list": _leaf("inventory:listing", N_("procedures by unit, state and kind")),
        "show": _leaf("inventory:show_one", N_("everything on record about a procedure")),
        "search": _leaf("inventory:search", N_("find procedures by words, with or without marks")),
        "describe": _leaf("inventory:describe", N_("take in full descriptions as the national portal publishes them"), writes=True),
        "changes": _leaf("inventory:changes", N_("what changed in a procedure's description, from one to the next")),
        "add": _leaf("inventory:add", N_("enter one procedure"), writes=True),
        "import": _leaf("inventory:import_list", N_("take in a list: the portal's export, XLSX or CSV"), writes=True),
        "assign": _leaf("inventory:assign", N_("give procedures to the unit that reviews them"), writes=True),
        "rename": _leaf("inventory:rename", N_("change a procedure's name"), writes=True),
        "recode": _leaf("inventory:recode", N_("give a procedure its new code; its record follows"), writes=True),
        "handle": _leaf("inventory:handle", N_("say at which level and by which other units procedures are handled"), writes=True),
        "strike": _leaf("inventory:strike", N_("strike a procedure that no longer exists"), writes=True),
        "review": _leaf("inventory:review", N_("reviewed, proposed to stay as it is"), writes=True),
    }),
    "scan": CommandNode(DEPARTMENT, N_("find cuts in the descriptions of procedures"), children={
        "papers": _leaf("scans:papers", N_("papers that the state's own data replace (Resolution 66.7)")),
        "twins": _leaf("scans:twins", N_("near-duplicate procedures and families: candidates for a merger")),
        "repeats": _leaf("scans:repeats", N_("the same paper asked by many procedures of one agency")),
        "demands": _leaf("scans:demands", N_("certified copies, appearing in person, forms without a file …")),
        "limits": _leaf("scans:limits", N_("time limits out of line with their family or their steps")),
    }),
    "cost": CommandNode(DEPARTMENT, N_("compliance cost sheets"), children={
        "record": _leaf("cost_sheets:record", N_("record a procedure's cost sheet"), writes=True),
        "show": _leaf("cost_sheets:show_sheets", N_("the cost of a procedure, derived line by line")),
        "incomes": _leaf("cost_sheets:incomes", N_("published income per head by year, for the hourly rate")),
        "draft": _leaf("cost_sheets:draft", N_("write a workbook of costs from descriptions, to be filled in")),
        "template": _leaf("cost_sheets:template", N_("write a cost sheet to fill in")),
        "restate": _leaf("cost_sheets:restate", N_("measure a baseline anew, on a document (reviewer)"), writes=True),
    }),
    "import": CommandNode(DEPARTMENT, N_("Excel in, in two steps: see, then do"), children={
        "plan": _leaf("workbook_import:plan", N_("what a workbook would change, and every problem of it")),
        "apply": _leaf("workbook_import:apply", N_("sign and record exactly what a plan says")),
        "template": _leaf("workbook_import:template", N_("write a workbook to fill in")),
    }),
    "propose": CommandNode(DEPARTMENT, N_("propose to abolish, simplify or merge a procedure"), "proposals:propose", writes=True),
    "withdraw": CommandNode(DEPARTMENT, N_("take a proposal back"), "proposals:withdraw", writes=True),
    "implement": CommandNode(DEPARTMENT, N_("record the implementing document and its dates"), "proposals:implement", writes=True),
    "extend": CommandNode(DEPARTMENT, N_("change or take away the end of a cut in force"), "proposals:extend", writes=True),
    "queue": CommandNode(REVIEWER, N_("what waits, oldest first, and what stands against each act"), "work_queue:queue"),
    "appraise": CommandNode(REVIEWER, N_("give an opinion on proposals"), "proposals:appraise", writes=True),
    "forward": CommandNode(REVIEWER, N_("send proposals on to the competent body"), "proposals:forward", writes=True),
    "recall": CommandNode(REVIEWER, N_("take back proposals that were forwarded"), "proposals:recall", writes=True),
    "return": CommandNode(REVIEWER, N_("send proposals back to be redone"), "proposals:send_back", writes=True),
    "reject": CommandNode(REVIEWER, N_("reject proposals"), "proposals:reject", writes=True),
    "approve": CommandNode(REVIEWER, N_("approve proposals by one or several decisions"), "proposals:approve", writes=True),
    "revoke": CommandNode(REVIEWER, N_("revoke an approval"), "proposals:revoke", writes=True),
    "annul": CommandNode(REVIEWER, N_("take back an implemented cut: its text was repealed, or it was recorded wrongly"), "proposals:annul", writes=True),
    "lapse": CommandNode(REVIEWER, N_("free a procedure whose cut has ended"), "proposals:lapse", writes=True),
    "reopen": CommandNode(REVIEWER, N_("open a finished procedure for a further programme"), "proposals:reopen", writes=True),
    "correct": CommandNode(REVIEWER, N_("correct the number, date or signer of a document"), "proposals:correct", writes=True),
    "check": CommandNode(AUDITOR, N_("the verdict sheet: each unit, both targets, three stages"), "verdict:check"),
    "plan": CommandNode(DEPARTMENT, N_("the least further procedures that meet both targets"), "verdict:plan"),
    "review": CommandNode(REVIEWER, N_("the year's review plan"), children={
        "plan": _leaf("review_plans:plan", N_("take in a review plan from a list (reviewer)"), writes=True),
        "list": _leaf("review_plans:listing", N_("how far each unit is with its plan")),
        "due": _leaf("review_plans:due", N_("what is still to be reviewed, by date")),
    }),
    "paper": CommandNode(ALL, N_("official papers from the record: Word, PDF, Excel"), children={
        "annex": _leaf("papers:annex", N_("Phụ lục: content, reason, provisions and benefit of each proposal")),
        "submission": _leaf("papers:submission", N_("Tờ trình: a unit submits its proposals")),
        "decision": _leaf("papers:decision", N_("Quyết định: the draft that approves appraised proposals")),
        "summary": _leaf("papers:summary", N_("units against both targets, with charts")),
        "costs": _leaf("papers:costs", N_("cost sheets before and after")),
        "recommendations": _leaf("papers:recommendations", N_("Danh mục kiến nghị: what ministries and the Government are asked to amend")),
        "templates": _leaf("papers:templates", N_("copy the templates to a folder, to make them one's own")),
    }),
    "audit": CommandNode(AUDITOR, N_("the evidence"), children={
        "verify": _leaf("audit:verify", N_("check everything: chain, signatures, rights, rules, tables, verdicts")),
        "log": _leaf("audit:log", N_("the journal, in words")),
        "contested": _leaf("audit:contested", N_("acts signed with a key that was lost, and who stood by them")),
        "portal": _leaf("audit:portal", N_("which implemented cuts the national portal shows, by the descriptions on record")),
        "trace": _leaf("audit:trace", N_("from a unit's figures to the entries behind them, and back")),
        "checkpoint": _leaf("audit:checkpoint", N_("a signed note of size and root, to be kept elsewhere")),
        "witness": _leaf("audit:witness", N_("cosign a checkpoint that fits all seen before")),
        "export": _leaf("audit:export", N_("a bundle that anyone can check without this program")),
        "explore": _leaf("datasette_copy:explore", N_("a read-only copy to explore with Datasette")),
        "entry": _leaf("audit:entry", N_("one entry, and the files ssh-keygen checks it with")),
    }),
    "unit": CommandNode(REGISTRAR, N_("units, their parents and successors"), children={
        "list": _leaf("units:unit_list", N_("every unit")),
        "add": _leaf("units:unit_add", N_("enter a unit, or a file of units"), writes=True),
        "change": _leaf("units:unit_change", N_("change a unit's name, kind or parent"), writes=True),
        "close": _leaf("units:unit_close", N_("close a unit, with its successor"), writes=True),
    }),
    "person": CommandNode(REGISTRAR, N_("people"), children={
        "list": _leaf("people:person_list", N_("every person, with roles")),
        "show": _leaf("people:person_show", N_("one person: keys, roles, open cases")),
        "add": _leaf("people:person_add", N_("enter a person"), writes=True),
        "handover": _leaf("people:person_handover", N_("an official's roles and open cases go to a colleague"), writes=True),
        "close": _leaf("people:person_close", N_("a person leaves office"), writes=True),
    }),
    "key": CommandNode(REGISTRAR, N_("keys"), children={
        "list": _leaf("keys:key_list", N_("every key, for a printed list of fingerprints")),
        "new": _leaf("keys:key_new", N_("make a key pair on this machine")),
        "prove": _leaf("keys:key_prove", N_("prove to a registrar that one holds a key")),
        "add": _leaf("keys:key_add", N_("register a person's public key"), writes=True),
        "revoke": _leaf("keys:key_revoke", N_("put a key out of force"), writes=True),
        "confirm": _leaf("keys:key_confirm", N_("stand by acts signed with a key that was lost"), writes=True),
    }),
    "role": CommandNode(REGISTRAR, N_("roles"), children={
        "list": _leaf("roles:role_list", N_("who may do what, where")),
        "grant": _leaf("roles:role_grant", N_("grant a role in a unit and all beneath it"), writes=True),
        "revoke": _leaf("roles:role_revoke", N_("take a role back"), writes=True),
    }),
    "programme": CommandNode(REGISTRAR, N_("programmes, targets and baselines"), children={
        "list": _leaf("programmes:listing", N_("presets and adopted programmes; with a file: the codes that a target waits for"), writes=True),
        "show": _leaf("programmes:show_one", N_("a programme's targets and sources")),
        "template": _leaf("programmes:template", N_("write a programme of one's own to fill in")),
        "adopt": _leaf("programmes:adopt", N_("put a programme on record"), writes=True),
        "seal": _leaf("programmes:seal_baseline", N_("fix a programme's baseline by a signed list"), writes=True),
        "void": _leaf("programmes:void", N_("take a seal back for which nothing counts yet"), writes=True),
        "close": _leaf("programmes:close", N_("end a programme: nothing dated later counts"), writes=True),
        "export": _leaf("programmes:export", N_("write a programme as TOML, to be amended")),
    }),
    "register": CommandNode(REGISTRAR, N_("the register itself"), children={
        "info": _leaf("register:info", N_("name, identity, position, versions")),
        "countersign": _leaf("second_registrar:countersign", N_("from now on keys and roles wait for a second registrar"), writes=True),
        "waiting": _leaf("second_registrar:waiting", N_("keys and roles that wait for a second registrar")),
        "confirm": _leaf("second_registrar:confirm", N_("put in force what another registrar asked for"), writes=True),
        "decline": _leaf("second_registrar:decline", N_("refuse what waits; it never takes effect"), writes=True),
        "upgrade": _leaf("register_upkeep:upgrade", N_("take over the life cycle of a newer version of the program"), writes=True),
        "clock": _leaf("register_upkeep:clock", N_("confirm that this machine's clock is right"), writes=True),
        "receive": _leaf("register:receive", N_("record signed acts from files")),
        "backup": _leaf("register:backup", N_("a verified copy, also while others write")),
        "rehearse": _leaf("register:rehearse", N_("a copy for rehearsal: what is signed there does not count here")),
        "restore": _leaf("register:restore", N_("put a backup in place, on record")),
        "rebuild": _leaf("register:rebuild", N_("make the derived tables anew from the journal")),
    }),
}  # fmt: skip

# For people who prefer their own words; hidden in help, never needed.
ALIASES = {
    "minh-hoa": "demo", "khoi-tao": "init", "tinh-hinh": "status", "toi-la": "whoami",
    "giai-thich": "explain", "thu-tuc": "procedure", "chi-phi": "cost", "nhap": "import", "de-xuat": "propose",
    "kien-nghi": "propose", "rut": "withdraw", "thuc-thi": "implement", "gia-han": "extend",
    "cho-xu-ly": "queue", "tham-dinh": "appraise", "chuyen": "forward", "rut-ve": "recall", "tra-lai": "return",
    "bac": "reject", "phe-duyet": "approve", "huy-phe-duyet": "revoke", "bai-bo-thuc-thi": "annul",
    "het-hieu-luc": "lapse",
    "mo-lai": "reopen", "dinh-chinh": "correct", "kiem-tra": "check", "lo-trinh": "plan", "kiem-toan": "audit", "giay-to": "paper", "ra-soat": "review",
    "don-vi": "unit", "nguoi": "person", "khoa": "key", "vai-tro": "role",
    "chuong-trinh": "programme", "so": "register", "hang-doi": "queue",
}  # fmt: skip


def load(path: str, node: CommandNode) -> click.Command:
    """Build the command at a path ("unit add"); its module is imported now and not before."""
    name = path.rpartition(" ")[2]
    if node.children is not None:
        beneath = {"tree": node.children, "path": f"{path} ", "load": staticmethod(load)}
        group = type(f"Group_{name}", (CommandGroup,), beneath)
        made: click.Command = group(name=name, help=_(node.text), no_args_is_help=True, rich_markup_mode=None)
        return made
    module, _colon, function = node.target.partition(":")
    body = getattr(import_module(f"procedures.commands.{module}"), function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    example = "\b\n" + _("Example:") + f"\n  {EXAMPLES[path]}"
    kind = SigningCommand if node.writes else Command
    app.command(name, cls=kind, help=_(node.text), epilog=example)(body)
    return typer.main.get_command(app)
