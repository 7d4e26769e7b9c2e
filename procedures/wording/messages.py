"""Lists the message of every code: its number, its sentence, and what to type next.

Sentences are English msgids with named values; the catalogue holds the Vietnamese ones. A test
requires a message for every code that the program can raise.
"""

from __future__ import annotations

from typing import NamedTuple

from procedures.wording.language import N_


class Message(NamedTuple):
    """A numbered message (12 is printed TG-012); `hint` is the command or option to type next, or ""."""

    number: int
    text: str
    hint: str = ""


MESSAGES: dict[str, Message] = {
    # 001-009 usage and input
    "usage": Message(1, N_("{why}"), "tinhgon --help"),
    "bad-input": Message(2, N_("the input cannot be used")),
    "bug": Message(3, N_("a fault in the program ({id})")),
    "cancelled": Message(4, N_("Stopped; nothing was written.")),
    # 010-019 rights
    "role-not-for-act": Message(
        10, N_("{person} has no role that may do this; it takes {roles}"),
        "tinhgon role list",
    ),
    "grant-not-held": Message(11, N_("{person} does not hold the role {role} in {scope}"), "tinhgon whoami"),
    "outside-scope": Message(12, N_("{person} acts for {scope}, this belongs to {home}")),
    "key-unknown": Message(13, N_("the key {key} is not registered to {person}"), "tinhgon whoami"),
    "key-expired": Message(410, N_("the key {key} of {person} ended at {expires} (UTC)"), "tinhgon key new {person}"),
    "key-revoked": Message(14, N_("the key {key} of {person} was revoked")),
    "bad-signature": Message(15, N_("the signature does not fit the signed text (key {key})")),
    "no-key": Message(
        16, N_("no private key of {person} was found ({places})"),
        "tinhgon key new {person}",
    ),
    "bad-proof": Message(96, N_("the proof is not this key's signature for this register and {person}"), "tinhgon key prove {key}"),
    "proof-missing": Message(
        99, N_("there is no proof that {value} holds this key"), "tinhgon key prove PERSON -o PERSON.proof, or --unproven"
    ),
    "bad-proof-file": Message(98, N_("this is no SSH signature: {value}")),
    "agent-refuses": Message(97, N_("the ssh-agent does not sign: {why}"), "ssh-add -l"),
    "bad-key-file": Message(17, N_("the key file cannot be opened: wrong passphrase, or damaged ({why})")),
    "not-ed25519": Message(18, N_("only Ed25519 keys are used here, this is {kind}"), "ssh-keygen -t ed25519"),
    "key-exists": Message(19, N_("a key is there already and is never overwritten: {path}")),
    # 020-049 rules of the life cycle
    "unknown-act": Message(20, N_("there is no such act")),
    "already-there": Message(21, N_("it is on record already")),
    "not-there": Message(22, N_("it is not on record")),
    "wrong-kind": Message(23, N_("{act} concerns another kind of subject ({wanted})")),
    "wrong-state": Message(24, N_("its state is “{state}”; this takes “{sources}”")),
    "reason-missing": Message(25, N_("a reason must be given"), '--reason "…"'),
    "moved-on": Message(26, N_("it changed meanwhile (you saw version {seen}, now {now})")),
    "other-step": Message(27, N_("its state changed meanwhile (now “{state}”)")),
    "definition-changed": Message(28, N_("the life cycle was redefined after this was signed")),
    "other-past": Message(29, N_("it was signed against another history: entry {seq} differs here")),
    "other-register": Message(30, N_("it was signed for another register")),
    "same-person": Message(31, N_("whoever did “{other}” in this round ({person}) may not do this")),
    "not-appraised": Message(
        32, N_("the proposal has not been appraised by another person ({programme})"),
        'tinhgon appraise {key} --opinion "…" --as APPRAISER',
    ),
    "authority-not-covered": Message(
        33, N_("action {action} needs a decision at the level of {authority}; given: {levels}"),
        "tinhgon forward {key} --to {authority}",
    ),
    "dates-out-of-order": Message(34, N_("dates out of order: {one} {earlier} is after {other} {later}")),
    "struck": Message(35, N_("it was struck from the inventory: {why}")),
    "unassigned": Message(
        36, N_("no unit owns it yet"), "tinhgon procedure assign {key} --unit UNIT --as REGISTRAR"
    ),
    "action-missing": Message(37, N_("an action of kind {action} is missing")),
    "abolish-among-actions": Message(38, N_("a simplification cannot contain an action “abolish”")),
    "into-without-merge": Message(39, N_("“into” is for mergers only")),
    "abolished-costs": Message(40, N_("an abolished procedure costs 0 afterwards, not {after}")),
    "counts-differs": Message(41, N_("whether it counts in number is computed otherwise ({expected})")),
    "not-sealed-yet": Message(
        42, N_("the baseline of {programme} is not sealed"), "tinhgon programme seal {programme} --as REGISTRAR"
    ),
    "outside-baseline": Message(43, N_("it is not in the sealed baseline of {programme}")),
    "already-counted": Message(44, N_("it counts for {programme} already (round {round})")),
    "outside-period": Message(45, N_("{programme} runs from {starts} to {ends}; today is {today}")),
    "before-differs": Message(
        46, N_("the cost before differs from the baseline of {programme}: {given}, on record {expected}"),
        "tinhgon cost restate {key} --help",
    ),
    "after-differs": Message(47, N_("the cost after recounts to {expected}, not {given}")),
    "other-vintage": Message(
        48, N_("the sheet after differs from the one before in {fields}, and no action moves that ({programme})")
    ),
    "merge-target": Message(
        78, N_("it merges into {into}, which is not proposed as the one that continues; propose that first, with its cost after")
    ),
    "merged-into": Message(94, N_("{other} merges into it and counts as ended because of that; deal with {other} first")),
    "ending-with-sheet": Message(95, N_("a procedure that ends costs nothing afterwards: leave the sheet after out")),
    "cost-too-large": Message(79, N_("the cost of {annual} đồng a year ({sheet}) is larger than any one procedure's")),
    "on-ladder": Message(49, N_("a proposal is under way (“{state}”)")),
    # 050-069 rules of facts
    "groups-unnamed": Message(92, N_("several groups of subjects need different names ({sheet})")),
    "no-such-group": Message(93, N_("a task names a group of subjects that the sheet does not have ({sheet})")),
    "two-incomes": Message(50, N_("give the year's income per head or the hourly rate, not both ({sheet})")),
    "cost-differs": Message(51, N_("the annual cost of “{sheet}” recounts to {expected}, not {given}")),
    "no-proposal": Message(52, N_("there is no proposal to measure")),
    "after-known": Message(53, N_("the cost after is known already ({after}); restate it"), "tinhgon cost restate {key} --help"),
    "restate-first": Message(
        54, N_("a proposal in {programme} rests on this cost; it takes a restatement"), "tinhgon cost restate {key} --help"
    ),
    "after-sheet-missing": Message(55, N_("a proposal is on the ladder: restate the cost after as well")),
    "after-sheet-surplus": Message(56, N_("no proposal needs a cost after")),
    "no-such-document": Message(57, N_("no document “{slot}” is on record"), "tinhgon procedure show {key}"),
    "old-differs": Message(58, N_("the document “{slot}” says something else now")),
    "nothing-new": Message(59, N_("nothing would change in “{slot}”")),
    "unknown-unit": Message(60, N_("the unit {unit} does not exist or is closed"), "tinhgon unit list"),
    "unit-closed": Message(61, N_("the unit {unit} was closed on {date}")),
    "bad-unit-id": Message(62, N_("a unit's id is small letters, digits and hyphens: {unit}")),
    "unit-circle": Message(63, N_("{unit} would lie beneath itself ({parent})")),
    "has-children": Message(64, N_("{child} lies beneath {unit}: name a successor"), "--successor UNIT"),
    "programme-unsound": Message(65, N_("the programme contradicts itself at {place}")),
    "sealed": Message(66, N_("the baseline of {programme} was sealed at entry {seq}")),
    "inventory-moved": Message(67, N_("the inventory changed meanwhile; look again and seal again")),
    "empty-baseline": Message(
        68, N_("no procedure with an owner is within the scope of {programme}"), "tinhgon procedure list"
    ),
    "no-end-date": Message(69, N_("there is no end date to extend")),
    "not-later": Message(70, N_("the new end date {given} is not after {ends}")),
    "not-ended": Message(71, N_("it is in force until the end of {ends}; today is {today}")),
    "misshapen": Message(72, N_("these fields have the wrong shape: {fields}")),
    "id-taken": Message(73, N_("another act with the same id is on record (entry {seq})")),
    "unknown-rules": Message(74, N_("it rests on rules of another version ({rules})")),
    "other-program": Message(75, N_("this register's life cycle is of another version of the program")),
    "definition-unsound": Message(76, N_("the life cycle in it fails its checks"), "tinhgon workflow check"),
    "no-genesis": Message(77, N_("it is not a valid first entry")),
    # 080-089 people
    "bad-person-id": Message(80, N_("a person's id is small letters, digits, dots and hyphens: {person}")),
    "not-in-office": Message(81, N_("{person} is not in office"), "tinhgon person list"),
    "bad-public-key": Message(82, N_("this is not a line of an OpenSSH Ed25519 public key")),
    "key-taken": Message(83, N_("the key {key} is registered to {person}")),
    "key-not-in-force": Message(84, N_("the key {key} of {person} is not in force")),
    "unknown-role": Message(85, N_("there is no role {role}; there are {roles}")),
    "unknown-scope": Message(86, N_("the unit {scope} does not exist"), "tinhgon unit list"),
    "role-excluded": Message(87, N_("{person} holds {held} in {scope}; nobody may hold {role} beside it")),
    "grant-not-in-force": Message(88, N_("the role {role} in {scope} is not held")),
    "last-steward": Message(
        89, N_("at least {needed} registrar(s) with a key that has no last day must remain; {left} would")
    ),
    "expiry-past": Message(400, N_("the last day of the key is over already ({expires} UTC)")),
    "nothing-waits": Message(401, N_("entry {seq} does not wait for a confirmation"), "tinhgon register waiting"),
    "one-at-a-time": Message(405, N_("submit these acts one at a time: the rules for the second depend on the first")),
    "unit-or-all": Message(250, N_("name the unit; “*” stands for the whole register"), "--unit UNIT"),
    "own-request": Message(402, N_("whoever asked for it ({person}) may not confirm it"), "tinhgon register confirm SEQ --as REGISTRAR"),
    "countersigned": Message(403, N_("two registrars are asked for already, since entry {seq}")),
    "too-few-stewards": Message(
        404, N_("this needs {needed} registrars with a key that has no last day; there are {left}"), "tinhgon person add ID NAME"
    ),
    # 100-119 not found
    "register-not-found": Message(
        100, N_("there is no register at {path}"), 'tinhgon init "NAME" --registrar PERSON'
    ),
    "no-such-procedure": Message(101, N_("no procedure {procedure} is on record"), "tinhgon procedure search WORDS"),
    "outside-unit": Message(116, N_("{procedure} is not in the baseline of this unit")),
    "no-such-plan": Message(117, N_("the plan file {path} cannot be read")),
    "plan-stale": Message(
        118, N_("the register went on since the plan was made (entry {seq}, now {now}); nothing was done"),
        "tinhgon import plan FILE -o PLAN",
    ),
    "workbook-changed": Message(
        119, N_("the workbook has changed since the plan was made: {file}; nothing was done"),
        'tinhgon import plan "{file}" -o PLAN',
    ),
    "no-such-unit": Message(102, N_("there is no unit {unit}"), "tinhgon unit list"),
    "no-such-person": Message(103, N_("there is no person {person}"), "tinhgon person list"),
    "no-such-key": Message(104, N_("there is no key {key}"), "tinhgon key list"),
    "no-such-entry": Message(105, N_("the journal has no entry {seq}"), "tinhgon audit log --last 5"),
    "no-such-subject": Message(106, N_("the journal knows nothing of {subject}"), "tinhgon audit log"),
    "no-such-file": Message(107, N_("there is no file {path}")),
    "no-such-programme": Message(108, N_("there is no preset or file {programme}; presets: {presets}"), "tinhgon programme list"),
    "programme-not-adopted": Message(109, N_("the programme {programme} is not adopted"), "tinhgon programme adopt {programme}"),
    "nothing-sealed": Message(110, N_("no baseline is sealed, so there is no verdict ({programme})"), "tinhgon programme seal PROGRAMME"),
    "which-programme": Message(111, N_("several programmes are sealed: {programmes}"), "--programme PROGRAMME"),
    "no-such-topic": Message(112, N_("there is nothing to explain about {topic}"), "tinhgon explain"),
    # 120-149 changed, busy, storage
    "busy": Message(120, N_("another writer holds the register; try again")),
    "outcome-unknown": Message(121, N_("the storage failed at the commit and does not answer: {why}")),
    "out-of-memory": Message(164, N_("out of memory")),
    "cannot-load": Message(163, N_("a part of the program cannot be loaded: {why}")),
    "system-error": Message(165, N_("the system reports: {why}")),
    "half-written": Message(
        149, N_("a writer was stopped in {path}; someone who may write must open it once"), "tinhgon status"
    ),
    "read-only": Message(122, N_("the register or its folder cannot be written: {path}")),
    "disk-full": Message(123, N_("the disk is full; nothing was written: {path}")),
    "disk-error": Message(124, N_("the disk reports an error: {why}"), "tinhgon audit verify"),
    "cannot-open": Message(125, N_("the register cannot be opened: {path}")),
    "damaged": Message(126, N_("the database file is damaged: {path}"), "tinhgon register restore BACKUP"),
    "database-error": Message(127, N_("the database refuses: {why}")),
    "foreign-file": Message(128, N_("this is not a register: {path}")),
    "empty-file": Message(129, N_("the file is empty: {path}")),
    "not-a-file": Message(130, N_("this is not a file: {path}")),
    "newer-file": Message(131, N_("the register was made by a newer version of the program ({version})")),
    "register-exists": Message(132, N_("a register is there already: {path}")),
    "network-share": Message(
        133, N_("{path} lies on a network share, whose locks cannot be trusted"), "--out FILE"
    ),
    "setting-refused": Message(134, N_("the database refuses the setting {name} (it says {actual})")),
    "stale-tables": Message(135, N_("the tables were made by another version of the program"), "tinhgon register rebuild"),
    "extra-missing": Message(136, N_("this needs the extra “{extra}” ({package})"), "pip install -c constraints.txt '.[{extra}]'"),
    "server-error": Message(137, N_("the database server does not answer: {why}")),
    "not-permitted": Message(138, N_("the database role may not do this: {why}")),
    "foreign-database": Message(139, N_("the database holds no register")),
    "file-exists": Message(140, N_("the file exists and is not overwritten: {path}")),
    "cannot-write": Message(141, N_("cannot write {path}: {why}")),
    "cannot-write-key": Message(142, N_("cannot write the key {path}: {why}")),
    "cannot-read-key": Message(143, N_("cannot read the key {path}: {why}")),
    "backup-by-server": Message(144, N_("a PostgreSQL register is backed up by the server (pg_dump)")),
    "damaged-journal": Message(148, N_("entry {seq} of the journal cannot be read or applied ({why})"), "tinhgon audit verify"),
    "damaged-register": Message(
        173, N_("the register was changed by something other than this program: {place}: {why}"), "tinhgon audit verify"
    ),
    "backup-unsound": Message(145, N_("the copy does not verify: {why}"), "tinhgon audit verify"),
    "machine": Message(146, N_("the life cycle is refused by the state machine: {why}")),
    "machine-differs": Message(147, N_("the state machine sees another life cycle than the data says")),
    # 150-169 signed files
    "newer-format": Message(150, N_("the file is of a newer format ({version})")),
    "enclosure-missing": Message(151, N_("an enclosure is missing: {digest}")),
    "enclosure-differs": Message(152, N_("an enclosure was changed: {digest}")),
    "malformed": Message(153, N_("the signed text does not have the right fields ({why})")),
    "doubled-subject": Message(154, N_("a subject stands twice in one act, or none does")),
    "too-long": Message(155, N_("the text is too long: {bytes} bytes of at most {limit}")),
    "not-json": Message(156, N_("the text is not JSON: {why}")),
    "not-nfc": Message(157, N_("the text is not in Unicode normal form C")),
    "not-an-intent-file": Message(158, N_("this is not a file of a signed act")),
    "doubled-name": Message(159, N_("a name stands twice: {names}")),
    "no-floats": Message(160, N_("a number with a point: {value}; amounts are text")),
    "number-too-large": Message(161, N_("a number is too large: {value}; amounts are text")),
    "too-deep": Message(162, N_("the text is nested deeper than {limit}")),
    # 200 and more: fields and cells of input
    "missing": Message(200, N_("is missing")),
    "extra_forbidden": Message(201, N_("is not known here")),
    "literal_error": Message(202, N_("“{value}” is none of {detail}")),
    "string_pattern_mismatch": Message(203, N_("“{value}” has the wrong form")),
    "string_too_short": Message(204, N_("is empty")),
    "string_too_long": Message(205, N_("is longer than {detail} characters")),
    "string_type": Message(206, N_("must be text in quotation marks, not {value}")),
    "int_type": Message(207, N_("must be a whole number, not “{value}”")),
    "bool_type": Message(208, N_("must be true or false, not “{value}”")),
    "list_type": Message(209, N_("must be a list")),
    "dict_type": Message(210, N_("must be a table of fields")),
    "too_short": Message(211, N_("must have at least one entry")),
    "too_long": Message(212, N_("has too many entries")),
    "not-a-date": Message(213, N_("“{value}” is no date; write 30/09/2023 or 2023-09-30")),
    "not-an-amount": Message(214, N_("“{value}” is no amount of whole đồng; write 1234567 or 1.234.567")),
    "odd-character": Message(215, N_("holds a character that does not belong in text ({value})")),
    "ends-first": Message(216, N_("lies before the start of the programme")),
    "twice": Message(233, N_("stands there twice")),
    "whole-cost": Message(234, N_("100% of the cost or time cannot be a target: say at most 99")),
    "outside-kinds": Message(235, N_("names a kind that the programme does not cover")),
    "other-stage": Message(236, N_("differs from the first target's: a programme counts at one stage")),
    "odd-conversion": Message(237, N_("must be above 0 and at most 1000 working days, with a denominator up to 1000")),
    "not-toml": Message(217, N_("the file is not TOML: {detail}")),
    "person-missing": Message(218, N_("say who acts"), "--as PERSON"),
    "writes-only-now": Message(219, N_("acts are recorded now; {value} is for reading")),
    "before-genesis": Message(220, N_("the register did not exist on {value}")),
    "no-such-position": Message(221, N_("there is no position {value}; the newest is {detail}")),
    "needs-yes": Message(222, N_("nobody can be asked here"), "--yes"),
    "needs-option": Message(223, N_("this option is missing: {value}")),
    "unreadable-file": Message(224, N_("the file cannot be read: {detail}")),
    "no-codes": Message(225, N_("name at least one procedure, or a list with --from")),
    "typed_dict_type": Message(226, N_("must be a table of fields")),
    "unknown-option-value": Message(227, N_("“{value}” is none of {detail}")),
    "inside-groups": Message(229, N_("each group states this for itself; take it out here")),
    "no-income-known": Message(
        230, N_("no published income of {value} is known here (known: {detail}); give the amount and its source"),
        "tinhgon cost incomes",
    ),
    "taken-and-left": Message(231, N_("{value} cannot be both taken and left")),
    "not-open": Message(232, N_("{value} is on the ladder or struck, so it cannot be taken")),
    "not-xlsx": Message(240, N_("the name must end in .xlsx, not {value}")),
    "unknown-code": Message(241, N_("{value} is not on record; import it first, or take it off the list")),
    "one-of-them": Message(242, N_("give one of these at a time")),
    "text-in-tcvn3": Message(
        243, N_("the text is in an old TCVN3 font (.VnTime …): {detail}; converted it reads: {value}"),
        "--from-font tcvn3  |  --from-font unicode",
    ),
    "text-in-vni": Message(
        244, N_("the text is in an old VNI font (VNI-Times …): {detail}; converted it reads: {value}"),
        "--from-font vni  |  --from-font unicode",
    ),
    "not-a-plan": Message(238, N_("this is no plan file")),
    "problem": Message(228, N_("cannot be used ({detail})")),
    # 300 and more: cells of a list, findings of `audit verify`
    "missing-code": Message(300, N_("the code is missing")),
    "doubled-code": Message(301, N_("the code stands in row {detail} as well")),
    "bad-code": Message(302, N_("this is no procedure code (d.dddddd)")),
    "formula": Message(303, N_("a formula stands where a value is needed; paste it as a value")),
    "date-for-code": Message(304, N_("a date stands where a code is needed; format the column as text")),
    "number-for-code": Message(305, N_("a number stands where a code is needed and may have lost digits; format the column as text")),
    "missing-name": Message(306, N_("the name is missing")),
    "bad-character": Message(307, N_("a character does not belong in text ({detail})")),
    "too-long-cell": Message(308, N_("the text is too long")),
    "boolean-for-code": Message(309, N_("a logical value stands where a code is needed")),
    "error-for-code": Message(310, N_("an Excel error stands where a code is needed")),
    "not-text": Message(311, N_("text is needed here, not a value of kind “{detail}”; format the column as text")),
    "extra-cell": Message(312, N_("the row has more cells than the header; put text with commas in quotation marks")),
    "not-whole": Message(313, N_("a whole number is needed: 1234567, 1.234.567 or 1,234,567")),
    "two-readings": Message(314, N_("this can be read in two ways: {detail}; write 1234 or 1,2340")),
    "not-a-number": Message(315, N_("a number is needed: 2,5 or 2.5 or 5/2, at most six decimals")),
    "cell-missing": Message(316, N_("the cell is empty")),
    "not-a-date-cell": Message(317, N_("a date is needed: 30/09/2023")),
    "not-a-choice": Message(318, N_("this is none of: {detail}")),
    "differs-above": Message(319, N_("differs from what stands above for the same table ({detail})")),
    "no-such-code": Message(320, N_("no procedure {detail} is on record")),
    "unknown-unit-cell": Message(321, N_("there is no open unit {detail}")),
    "sheet-unfit": Message(322, N_("does not make a whole: {detail}")),
    "planned-twice": Message(324, N_("{procedure} stands twice on the list")),
    "no-review-rows": Message(
        325, N_("no sheet has the columns of a review plan (code and date)"), "tinhgon import template review"
    ),
    "review-list": Message(326, N_("this is a review plan"), "tinhgon review plan FILE --id ID --document NUMBER"),
    "no-such-review": Message(327, N_("there is no review plan {plan}"), "tinhgon review list"),
    # 330-339 papers
    "nothing-to-print": Message(
        330, N_("no proposal of {unit} stands at the stage “{stage}” for this paper to list"), "tinhgon queue"
    ),
    "several-papers": Message(331, N_("several papers are on record: {detail}; choose one with --number")),
    "broken-template": Message(
        332, N_("the template {template} cannot print this paper: {why}"), "tinhgon paper templates DIR"
    ),
    "template-leaves-out": Message(
        333, N_("the template {template} leaves out what the paper cannot lack: {why}"), "tinhgon paper templates DIR"
    ),
    "not-a-paper-form": Message(334, N_("a paper is .docx, .pdf, .xlsx, .csv or .json, not {value}")),
    "not-a-folder": Message(335, N_("there is no such folder: {value}")),
    "no-paper-line": Message(
        336, N_("it holds no line of a register: it is not a paper of this program, or the line was cut off")
    ),
    "paper-of-other-register": Message(337, N_("the paper was made from another register")),
    "paper-ahead-of-register": Message(
        338, N_("the paper names entry {position}, which this register does not have: entries are missing here")
    ),
    "paper-of-other-history": Message(
        339, N_("entry {position} of this register is not the one the paper was made from")
    ),
    "too-many-lines": Message(323, N_("too many rows for one procedure: {detail}")),
    "same-hands": Message(90, N_("{person} cannot hand over to {person}")),
    "nothing-to-hand-over": Message(91, N_("{person} holds no role that could be handed over"), "tinhgon role list"),
    "no-such-paper": Message(
        113, N_("no paper {number} is on record for what this paper would list"), "tinhgon procedure show CODE"
    ),
    "paper-of-other-day": Message(
        114, N_("the paper claims an earlier date than that of the entry it names ({position})")
    ),
    "not-own": Message(328, N_("{person} can confirm only what {person} signed")),
    "not-contested": Message(329, N_("not in doubt, or not yours: {seqs}"), "tinhgon audit contested"),
    # 340-349 outside evidence
    "not-a-checkpoint": Message(340, N_("this is no checkpoint (a signed note of origin, size and root)")),
    "checkpoint-of-other-register": Message(341, N_("the checkpoint is of another register ({detail})")),
    "checkpoint-unsigned": Message(342, N_("no key of this register has signed the checkpoint")),
    "split-view": Message(
        343, N_("two checkpoints of one size have different roots ({detail}): somebody was shown another journal")
    ),
    "tail-missing": Message(344, N_("the newest entries are missing: {detail}"), "tinhgon register restore BACKUP"),
    "past-rewritten": Message(345, N_("the first {detail} entries are not those that the checkpoint was made of")),
    "older-checkpoint": Message(346, N_("this witness has seen a larger one already ({detail})")),
    "receipt-forgotten": Message(
        347, N_("the register has forgotten an act that you have a receipt of (leaf {detail})"), "tinhgon audit verify"
    ),
    "own-checkpoint": Message(349, N_("nobody vouches for a checkpoint of their own making; ask somebody else")),
    "no-such-bundle": Message(348, N_("there is no bundle in {path}"), "tinhgon audit export DIR"),
    "gap": Message(350, N_("the journal jumps: position {detail} was expected")),
    "unreadable": Message(351, N_("the signed text cannot be read ({detail})")),
    "chain-broken": Message(352, N_("the entry does not fit the chain")),
    "intent-id-differs": Message(353, N_("the index says another id ({detail})")),
    "time-runs-back": Message(354, N_("the recorded time is none, or before the entry before ({detail})")),
    "unlawful": Message(355, N_("the act was not lawful at this position ({detail})")),
    "rule-broken": Message(365, N_("the program would have refused the act at this position ({detail})")),
    "cannot-judge": Message(356, N_("the entry cannot be judged ({detail})")),
    "cannot-project": Message(357, N_("the entry cannot be applied ({detail})")),
    "enclosure-unnamed": Message(358, N_("no entry names this enclosure")),
    "index-differs": Message(359, N_("the index of subjects differs from the journal ({detail})")),
    "furniture-differs": Message(360, N_("a table, index or trigger was added, removed or changed")),
    "row-differs": Message(361, N_("the table differs from the journal ({detail})")),
    "verdicts-differ": Message(362, N_("two computations of the verdict disagree {detail}")),
    "unreadable-store": Message(364, N_("the database cannot be read ({detail})")),
    "file-damaged": Message(363, N_("the database file is damaged: {detail}")),
}  # fmt: skip


def error_number(code: str) -> str:
    """Return the printed number of a code, such as TG-031; TG-003 (a fault) where the code has none."""
    return f"TG-{MESSAGES[code].number if code in MESSAGES else 3:03d}"
