"""Runs one writer of one library, on the job of the library that is nearest to a durable signed act.

    python -m benchmarks.peer_jobs make NAME URL COUNT     tables, and COUNT subjects to act on
    python -m benchmarks.peer_jobs work NAME URL WRITER    writer 1, 2, ..., which reads its rounds from stdin

The act: a clerk reviews a procedure of the clerk's own unit, and a log says who, what and why. Each
writer acts on subjects of its own, once each. The first four run on the project's interpreter, the
peers on one of their own, so that a library is imported by its own job only.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from benchmarks.bare import PRAGMAS, SETTINGS, Bare, connect

CLERK, WHY, UNIT = "lan.bt", "giữ nguyên", "so-tu-phap"
TABLES = (
    "CREATE TABLE subject (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE log (id INTEGER PRIMARY KEY, person TEXT NOT NULL, reason TEXT NOT NULL)",
)
BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="peer">
<process id="review" isExecutable="true"><startEvent id="start"/><manualTask id="judge"/>
<endEvent id="end"/><sequenceFlow id="a" sourceRef="start" targetRef="judge"/>
<sequenceFlow id="b" sourceRef="judge" targetRef="end"/></process></definitions>"""


class JobFunctions(NamedTuple):
    """The functions of a job: `make` creates tables and subjects; `act` acts durably on one subject;
    `ask` reads one value on the connection of the act; `prepare` readies a round before the clock
    starts; `undo` ends what a failed act left open.
    """

    make: Callable[[int], Any]
    act: Callable[[int], Any]
    ask: Callable[[str], Any]
    prepare: Callable[[range], Any] = lambda _numbers: None
    undo: Callable[[], Any] = lambda: None


def is_file(url: str) -> bool:
    return not url.startswith("postgresql://")


def code(number: int) -> str:
    return f"1.{number:06d}"


def ours(url: str, _writer: int, *, whole: bool) -> JobFunctions:
    from procedures.services.session import Session, receipt
    from tests.support.keys import key_of
    from tests.support.servers import open_store
    from tests.support.town import Town

    signer = key_of(CLERK)
    session = Session(open_store(url), None, CLERK, lambda: signer)
    drafts: dict[int, Any] = {}

    def make(count: int) -> None:
        Town(url).add_procedures(UNIT, *map(code, range(count)))

    def draft(number: int) -> Any:
        return session.draft("procedure.review", [(f"procedure/{code(number)}", {})], reason=WHY)

    def prepare(numbers: range) -> None:
        drafts.update(() if whole else {number: draft(number) for number in numbers})

    def act(number: int) -> None:
        signed = session.sign(draft(number) if whole else drafts.pop(number))
        receipt("procedure.review", session.submit([signed])[0])

    def ask(text: str) -> Any:
        with session.store.snapshot() as connection:
            return connection.execute(text).fetchone()[0]

    return JobFunctions(make, act, ask, prepare)


def bare(url: str, writer: int, *, signs: bool) -> JobFunctions:
    triggers = (
        "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'"
        if is_file(url)
        else "SELECT tgname, 'ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    )

    def make(count: int) -> None:
        maker = ours(url, writer, whole=True)
        maker.make(count)
        maker.act(0)  # its bytes are those that the script will commit
        connection = connect(url)
        for name, where in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name} {where}")

    @cache
    def script() -> Bare:
        connection = connect(url)
        newest = "SELECT intent FROM journal ORDER BY seq DESC LIMIT 1"
        return Bare(connection, connection.execute(newest).fetchone()[0].encode(), signs=signs)

    return JobFunctions(
        make,
        act=lambda number: script().single(number, code(number)),
        ask=lambda text: script().connection.execute(text).fetchone()[0],
        prepare=lambda _numbers: script(),
        undo=lambda: script().connection.rollback(),  # noqa: PLW0108 - not connected yet
    )


def django_fsm(url: str, _writer: int) -> JobFunctions:
    import django
    from django.conf import settings

    if is_file(url):
        options = {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS}
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": url, "OPTIONS": options}
    else:
        from psycopg.conninfo import conninfo_to_dict

        to = conninfo_to_dict(url)
        database = {"NAME": to["dbname"], "HOST": to["host"], "USER": to["user"]}
        database["ENGINE"] = "django.db.backends.postgresql"
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "django_fsm_log"]
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=apps, USE_TZ=True)
    django.setup()
    from django.contrib.auth.models import User
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection, models, transaction
    from django_fsm import FSMField, transition
    from django_fsm_log.decorators import fsm_log_by, fsm_log_description

    class Procedure(models.Model):  # noqa: DJ008 - nobody prints it
        unit = models.CharField(max_length=40)
        state = FSMField(default="inventoried", protected=True)

        class Meta:
            app_label = "peer"

        @fsm_log_by
        @fsm_log_description
        @transition(state, "inventoried", "reviewed", [lambda self: self.unit == UNIT])
        def review(self, by: Any = None, description: str = "") -> None: ...

    clerk = cache(lambda: User.objects.get(username=CLERK))

    def make(count: int) -> None:
        call_command("migrate", verbosity=0)
        with connection.schema_editor() as editor:
            editor.create_model(Procedure)
        ContentType.objects.get_for_model(Procedure)
        User.objects.create(username=CLERK)
        Procedure.objects.bulk_create([Procedure(id=n, unit=UNIT) for n in range(count)])

    def act(number: int) -> None:
        with transaction.atomic():
            row = Procedure.objects.select_for_update().get(id=number)
            row.review(by=clerk(), description=WHY)
            row.save()

    def ask(text: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(text).fetchone()[0]

    return JobFunctions(make, act, ask, prepare=lambda _numbers: clerk())


def eventsourcing(url: str, writer: int) -> JobFunctions:
    from uuid import NAMESPACE_OID, UUID, uuid5

    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event
    from eventsourcing.sqlite import SQLiteConnectionPool as Pool

    global Procedure  # noqa: PLW0603 - an event names its class by the path in its module

    class Procedure(Aggregate):
        @event("Added")
        def __init__(self, number: int) -> None:
            self.number, self.state = number, "inventoried"

        @staticmethod
        def create_id(number: int) -> UUID:
            return uuid5(NAMESPACE_OID, str(number))

        @event("Reviewed")
        def review(self, by: str, reason: str) -> None:
            self.state, self.by, self.reason = "reviewed", by, reason

    class Stored(Application):
        name = "stored"

    plain = Pool._create_connection  # noqa: SLF001 - there is no setting for the journal mode

    def durable(pool: Any) -> Any:
        pool.is_journal_mode_wal = True  # else it would set it
        made = plain(pool)
        made._sqlite_conn.executescript(PRAGMAS)  # noqa: SLF001
        return made

    Pool._create_connection = durable  # noqa: SLF001
    if is_file(url):
        place = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": url}
        place["SQLITE_LOCK_TIMEOUT"] = "30"
    else:
        from psycopg.conninfo import conninfo_to_dict

        to = conninfo_to_dict(url) | {"port": "5432", "password": "none"}
        place = {"PERSISTENCE_MODULE": "eventsourcing.postgres"}
        place |= {f"POSTGRES_{name.upper()}": value for name, value in to.items()}
    # Eight that begin at once and make the tables get "tuple concurrently updated" on PostgreSQL.
    app = Stored(place | {"CREATE_TABLE": "no" if writer else "yes"})

    def make(count: int) -> None:
        for start in range(0, count, 500):
            app.save(*[Procedure(n) for n in range(start, min(start + 500, count))])

    def act(number: int) -> None:
        row = app.repository.get(Procedure.create_id(number))
        assert row.state == "inventoried"
        row.review(CLERK, WHY)
        app.save(row)

    def ask(text: str) -> Any:
        with app.factory.datastore.transaction(commit=False) as cursor:
            cursor.execute(text)
            return next(iter(dict(cursor.fetchone()).values()))

    return JobFunctions(make, act, ask)


def spiff(url: str, _writer: int) -> JobFunctions:
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    serializer, connection = BpmnWorkflowSerializer(), connect(url)
    run, lite = connection.execute, is_file(url)
    mark, begin, lock = ("?", "BEGIN IMMEDIATE", "") if lite else ("%s", "BEGIN", " FOR UPDATE")

    def make(count: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(BPMN))
        case = BpmnWorkflow(parser.get_spec("review"))
        case.do_engine_steps()
        text = serializer.serialize_json(case)
        for create in TABLES:
            run(create)
        run("BEGIN")
        insert = f"INSERT INTO subject VALUES ({mark}, {mark})"
        connection.cursor().executemany(insert, [(n, text) for n in range(count)])
        run("COMMIT")

    def act(number: int) -> None:
        run(begin)
        (text,) = run(f"SELECT body FROM subject WHERE id = {mark}{lock}", (number,)).fetchone()
        case = serializer.deserialize_json(text)
        task = case.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(by=CLERK, reason=WHY)
        task.run()
        case.do_engine_steps()
        assert case.is_completed()
        text = serializer.serialize_json(case)
        run(f"UPDATE subject SET body = {mark} WHERE id = {mark}", (text, number))
        run(f"INSERT INTO log VALUES ({mark}, {mark}, {mark})", (number, CLERK, WHY))
        run("COMMIT")

    return JobFunctions(make, act, lambda text: run(text).fetchone()[0], undo=connection.rollback)


def dbos(url: str, writer: int) -> JobFunctions:
    import sqlalchemy as sa
    from dbos import DBOS, SQLAlchemyDatasource

    lite = is_file(url)
    place = f"sqlite:///{url}" if lite else url.replace("://", "+psycopg://", 1)
    if lite:
        sa.event.listen(sa.Engine, "connect", lambda raw, _: raw.executescript(PRAGMAS) and None)
    DBOS(
        config={
            "name": "peer",
            "system_database_url": place,
            "log_level": "ERROR",
            "executor_id": f"writer-{writer}",
        }
    )
    source = SQLAlchemyDatasource.create(place)
    read = sa.text(f"SELECT body FROM subject WHERE id = :n{'' if lite else ' FOR UPDATE'}")
    update = sa.text("UPDATE subject SET body = 'reviewed' WHERE id = :n")
    insert = sa.text("INSERT INTO log VALUES (:n, :by, :why)")

    @source.transaction
    def review(number: int) -> None:
        run = source.sql_session().execute
        assert run(read, {"n": number}).scalar_one() == "inventoried"
        run(update, {"n": number})
        run(insert, {"n": number, "by": CLERK, "why": WHY})

    @DBOS.workflow()
    def reviewing(number: int) -> None:
        review(number)

    DBOS.launch()

    def make(count: int) -> None:
        with source.engine.begin() as connection:
            for create in TABLES:
                connection.exec_driver_sql(create)
            rows = [{"n": n} for n in range(count)]
            connection.execute(sa.text("INSERT INTO subject VALUES (:n, 'inventoried')"), rows)

    def ask(text: str) -> Any:
        with source.engine.connect() as connection:
            return connection.exec_driver_sql(text).scalar()

    return JobFunctions(make, reviewing, ask)


class Job(NamedTuple):
    """A job: its functions, a sentence on it, the table to which an act adds one row, the package it needs."""

    functions: Callable[[str, int], JobFunctions]
    does: str
    log: str = "journal"
    package: str = ""


JOBS = {
    "bare": Job(
        partial(bare, signs=False),
        "sqlite3 or psycopg alone: lock, read, insert and upsert the rows of an act, commit; no triggers",
    ),
    "bare, signing": Job(partial(bare, signs=True), "the same script, which also signs, verifies and chains"),
    "tinhgon: sign, perform": Job(
        partial(ours, whole=False), "drafted before; sign, lock, verify, decide, chain, project, commit"
    ),
    "tinhgon: draft, sign, perform": Job(partial(ours, whole=True), "the draft's reads in the time too"),
    "django-fsm-2": Job(
        django_fsm,
        "with django-fsm-log: row for update, transition with condition, log row, save, commit",
        "django_fsm_log_statelog",
        "django-fsm-2",
    ),
    "eventsourcing": Job(
        eventsourcing,
        "load the aggregate from its events, check, one event, save",
        "stored_events",
        "eventsourcing",
    ),
    "SpiffWorkflow": Job(
        spiff,
        "row for update, its serializer reads, task completed, it writes, log row, commit",
        "log",
        "SpiffWorkflow",
    ),
    "DBOS": Job(
        dbos,
        "a workflow of one transaction: row for update, check, update, log row; five commits",
        "log",
        "dbos",
    ),
}


def work(functions: JobFunctions, settings: dict[str, Any]) -> None:
    """Run rounds: read a range of subjects, prepare, print "ready", wait for a line, act, print the outcome.

    The outcome is JSON: acts done, the monotonic time of the last one in seconds, errors by class.
    """
    for line in sys.stdin:
        numbers = range(*json.loads(line))
        functions.prepare(numbers)
        for text, wanted in settings.items():
            assert (found := functions.ask(text)) == wanted, (text, found)
        print("ready", flush=True)
        if not sys.stdin.readline():
            return
        done, last, errors = 0, time.monotonic(), Counter[str]()
        for number in numbers:
            try:
                functions.act(number)
            except Exception as error:  # noqa: BLE001 - whatever a library raises is counted
                errors[type(error).__name__] += 1
                functions.undo()
            else:
                done, last = done + 1, time.monotonic()
        print(json.dumps([done, last, errors]), flush=True)


if __name__ == "__main__":
    what, name, url, number = sys.argv[1:]
    if what == "make":
        JOBS[name].functions(url, 0).make(int(number))
    else:
        functions = JOBS[name].functions(url, int(number))
        work(functions, SETTINGS["sqlite" if is_file(url) else "postgresql"])
    sys.stdout.flush()
    os._exit(0)  # not waiting for threads that a library leaves behind
