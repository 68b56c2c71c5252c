"""What each command of `clerk-central` does; prints for a person, or JSON for a program."""

import json
import sys
from argparse import Namespace

from sqlalchemy import Connection, select

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import read_form_number
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre
from clerk_station.errors import StationError
from clerk_station.paper.terminal import qr_text
from clerk_station.words import Words, mark
from sync import export
from sync.central.booking import book
from sync.central.cases import consider_register
from sync.central.intake import read
from sync.central.naming import named
from sync.central.office import Office
from sync.central.printing import print_forms
from sync.central.pruning import prune
from sync.central.registry import centres, forms_on, get, household_by_card, put
from sync.central.sample import fill
from sync.central.sequencer import drain
from sync.central.serve import serve
from sync.central.stations import create, issue_code, listing
from sync.central.tables import events
from sync.central.telling import (
    NO_CENTRE,
    NO_FORM,
    NO_HOUSEHOLD,
    NO_STATION,
    known,
    moment,
    print_json,
)
from sync.enrol import show_code
from sync.errors import BadEnvelope, Rejected
from sync.hello import State
from sync.wire import SignedReceipt, Word, read_receipt

STATES = {
    State.ACTIVE: mark("active"),
    State.SUSPENDED: mark("suspended"),
    State.LOST: mark("lost"),
    State.RETIRED: mark("retired"),
}


def init(_office: Office, asked: Namespace, words: Words) -> int:
    """Say that a central was begun; that was done by opening it."""
    print(words.say("The central is ready in {folder}.", folder=asked.data))
    return 0


def migrate(_office: Office, _asked: Namespace, words: Words) -> int:
    """Say that the database is of this version; that was done by opening it."""
    print(words.say("The database is up to date."))
    return 0


def sample(office: Office, asked: Namespace, words: Words) -> int:
    """Fill an empty central with made-up people and print their PINs, here and nowhere else."""
    try:
        with office.database.writing() as connection:
            made = fill(connection, seed=asked.seed, households=asked.households, day=asked.day)
    except ValueError as error:
        raise StationError(
            "The registry is not empty", "Begin another central with init, and fill that one."
        ) from error
    clerks = [
        {"id": c.id, "centre": c.centre, "role": c.role, "name": c.name, "pin": made.pins[c.id]}
        for c in made.clerks
    ]
    if asked.json:
        print_json({"clerks": clerks, "households": made.households, "forms": made.forms})
        return 0
    for clerk in clerks:
        print("{id}  {role:8}  {pin}  {name}".format(**clerk))
    print(
        words.say(
            "{households} and {forms}, all made up.",
            households=words.count("{n} household", "{n} households", made.households),
            forms=words.count("{n} form", "{n} forms", made.forms),
        )
    )
    return 0


def import_registry(office: Office, asked: Namespace, words: Words) -> int:
    """Read a registry file; every line that was not kept is named."""
    today = office.today()
    with office.database.writing() as connection:
        there = {centre.id for centre in centres(connection)}
        try:
            intake = read(asked.file, centres=there, today=today)
        except OSError as error:
            raise StationError(
                "The file cannot be read", "Check that {file} is there.", file=asked.file
            ) from error
        homes = list(named(connection, intake.households))
        changed = put(connection, homes)
        consider_register(connection, homes)
    for problem in intake.problems:
        why = words.say(problem.text, **problem.values)
        print(words.say("Line {line}: {why}.", line=problem.line, why=why), file=sys.stderr)
    print(
        words.say(
            "{good}, {changed} of them new or changed, {bad}.",
            good=words.count("{n} household read", "{n} households read", len(intake.households)),
            changed=changed,
            bad=words.count("{n} line not kept", "{n} lines not kept", len(intake.problems)),
        )
    )
    return 1 if intake.problems else 0


def create_station(office: Office, asked: Namespace, words: Words) -> int:
    """Create a station and print its one-time code."""
    with office.database.writing() as connection:
        known(get(connection, Centre, asked.centre), NO_CENTRE, asked.centre)
        there = {row.id for row in listing(connection)}
        if asked.id in there:
            raise StationError(
                "The station is there already",
                "Give it another code with: clerk-central station code {id}",
                id=asked.id,
            )
        station, code = create(
            connection, centre=asked.centre, name=asked.name, identity=asked.id, now=office.now()
        )
    _print_code(station, code, asked, words)
    return 0


def renew_code(office: Office, asked: Namespace, words: Words) -> int:
    """Print another code for a station, for a machine that takes its place."""
    with office.database.writing() as connection:
        there = {row.id: row for row in listing(connection)}
        row = known(there.get(asked.station), NO_STATION, asked.station)
        if row.state in {State.LOST, State.RETIRED}:
            raise StationError(
                "This station is lost or retired, what a new machine records would be put aside",
                "Type `station activate {station}` first, or create another station",
                station=asked.station,
            )
        code = issue_code(connection, station=asked.station, now=office.now())
    _print_code(asked.station, code, asked, words)
    return 0


def list_stations(office: Office, asked: Namespace, words: Words) -> int:
    """List the stations with what each said of itself last."""
    with office.database.reading() as connection:
        rows = [dict(row._mapping) for row in listing(connection)]  # noqa: SLF001 - SQLAlchemy's public name
    if asked.json:
        print_json(rows)
        return 0
    for row in rows:
        state = words.say(STATES[State(row["state"])])
        seen = _seen(row["seen_at"], words)
        print(
            f"{row['id']}  {row['centre']}  {row['name']}  {state}  {row['incarnations']}  {seen}"
        )
    return 0


def book_slot(office: Office, asked: Namespace, _words: Words) -> int:
    """Give a household a slot and print its form's number."""
    with office.database.writing() as connection:
        household = known(_household(connection, asked.household), NO_HOUSEHOLD, asked.household)
        centre_id = asked.centre or household.centre
        centre = known(get(connection, Centre, centre_id), NO_CENTRE, centre_id)
        form = book(
            connection,
            household,
            centre=centre,
            day=asked.day,
            hour=asked.hour,
            today=office.today(),
        )
    print(form.number)
    return 0


def print_one(office: Office, asked: Namespace, _words: Words) -> int:
    """Draw one form."""
    number = read_form_number(asked.number) or asked.number
    with office.database.reading() as connection:
        form = known(get(connection, AppointmentForm, number), NO_FORM, asked.number)
        files = print_forms(
            connection,
            [form],
            key=office.keys.authority,
            folder=asked.out,
            words=Words("ar"),
        )
    print(*files, sep="\n")
    return 0


def print_day(office: Office, asked: Namespace, words: Words) -> int:
    """Draw all forms of a centre for a day."""
    with office.database.reading() as connection:
        known(get(connection, Centre, asked.centre), NO_CENTRE, asked.centre)
        files = print_forms(
            connection,
            forms_on(connection, asked.centre, asked.day),
            key=office.keys.authority,
            folder=asked.out,
            words=Words("ar"),
        )
    print(words.count("{n} form drawn", "{n} forms drawn", len(files)))
    return 0


def serve_http(office: Office, asked: Namespace, words: Words) -> int:
    """Answer the stations until told to stop."""

    def ready(address: str) -> None:
        print(words.say("The central serves on {address}", address=address), flush=True)

    office.database.close()
    serve(
        asked.data,
        host=asked.host,
        port=asked.port,
        workers=asked.workers,
        metrics=asked.metrics_port,
        ready=ready,
    )
    return 0


def import_batches(office: Office, asked: Namespace, words: Words) -> int:
    """Take in a file of sealed batches and write the receipts beside it."""
    if not asked.file.is_file():
        raise StationError(
            "There is no file {path}", "Check the name of the file or folder", path=asked.file
        )
    receipts: list[SignedReceipt] = []
    answer = asked.receipts or asked.file.with_name(asked.file.name + ".receipts")
    try:
        receipts.extend(map(office.hand_in, export.read(asked.file)))
    except (BadEnvelope, Rejected, OSError) as error:
        export.write_receipts(answer, receipts)
        raise StationError(
            "The file could not be taken in whole",
            "{safe} {why} Ask the station for a new export.",
            safe=words.count(
                "{n} batch before it is safe.", "{n} batches before it are safe.", len(receipts)
            ),
            why=words.say(_why(error)),
        ) from error
    export.write_receipts(answer, receipts)
    halted = sum(
        judgement.word is Word.HALTED
        for signed in receipts
        for judgement in read_receipt(signed.body).judgements
    )
    print(
        words.count(
            "{n} batch taken in, receipts in {answer}.",
            "{n} batches taken in, receipts in {answer}.",
            len(receipts),
            answer=answer,
        )
    )
    return 1 if halted else 0


def _why(error: Exception) -> str:
    """Say in an English source text why a file was not taken in."""
    match error:
        case BadEnvelope():
            return mark("After that it holds no sealed batches, or ends within one.")
        case Rejected():
            return mark("After that it is of a station that is not known here.")
        case _:
            return mark("After that it could not be read.")


def prune_feeds(office: Office, asked: Namespace, words: Words) -> int:
    """Take out of the feeds what was said otherwise since."""
    drain(office.database)
    done = prune(office.database, now=office.now(), days=asked.days)
    for one in done:
        print(f"{one.scope}  {one.position}  {one.rows}")
    gone = sum(one.rows for one in done)
    print(words.count("{n} record taken out.", "{n} records taken out.", gone))
    return 0


def list_events(office: Office, asked: Namespace, _words: Words) -> int:
    """List the stored events of a station in order."""
    wanted = (
        select(events)
        .where(events.c.station == asked.station)
        .order_by(events.c.incarnation, events.c.seq)
    )
    with office.database.reading() as connection:
        there = {row.id: row for row in listing(connection)}
        known(there.get(asked.station), NO_STATION, asked.station)
        for row in connection.execute(wanted):
            line = {
                "incarnation": row.incarnation,
                "seq": row.seq,
                "hash": row.hash.hex(),
                "kind": row.kind,
                "verdict": row.word,
                "reason": row.reason,
            }
            print(json.dumps(line) if asked.json else "  ".join(map(str, line.values())))
    return 0


def _seen(at: int | None, words: Words) -> str:
    if at is None:
        return words.say("never seen")
    return moment(at, words)


def _household(connection: Connection, text: str) -> Household | None:
    return get(connection, Household, text) or household_by_card(connection, text)


def _print_code(station: str, code: str, asked: Namespace, words: Words) -> None:
    if asked.json:
        print_json({"station": station, "code": code})
        return
    print(station)
    print(words.say("Code, to be typed once within 24 hours: {code}", code=show_code(code)))
    if asked.qr:
        print(qr_text(code))
