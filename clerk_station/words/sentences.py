"""What the codes of the domain are called, for screen and paper alike.

Statements, never judgements: what was recorded and by whose word. Grammar follows the person where
one is known.
"""

from collections.abc import Mapping

from clerk_station.domain.changes import Change, Field, Joining, Leaving
from clerk_station.domain.forms import Refusal
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.people import Household, Member, Relation, Sex
from clerk_station.domain.second import Second
from clerk_station.domain.stages import Overrun
from clerk_station.domain.visits import AbsenceReason, Asked, Entry, Evidence, How, Outcome
from clerk_station.words import Words

_REFUSALS: Mapping[Refusal, str] = {
    Refusal.FORGED: "The form's seal does not match what is written on it",
    Refusal.DAMAGED: "The form's code is not whole",
    Refusal.FOREIGN: "This code is not an appointment form",
    Refusal.EXPIRED: "The form's last day has passed",
    Refusal.WRONG_CENTRE: "The form is for another centre",
    Refusal.WRONG_DAY: "The form is for another day",
    Refusal.ALREADY_SERVED: "A visit with this form is already complete",
    Refusal.UNKNOWN: "The household is not in this centre's register",
    Refusal.NO_WALK_INS: "This centre serves by appointment only",
    Refusal.HOUR_IS_FULL: "This hour has no room for more families",
}
_REASONS: Mapping[AbsenceReason, str] = {
    AbsenceReason.ABSENT: "Absent, comes on another day",
    AbsenceReason.HOME_VISIT: "Needs a visit at home",
    AbsenceReason.DOCUMENTS_MISSING: "Documents are missing",
    AbsenceReason.REPORTED_DECEASED: "Deceased, as the family states",
    AbsenceReason.ABROAD_STUDY: "Abroad for study, as the family states",
    AbsenceReason.ABROAD_TREATMENT: "Abroad for treatment, as the family states",
    AbsenceReason.ABROAD_WORK: "Abroad for work, as the family states",
    AbsenceReason.ABROAD_OTHER: "Abroad for another reason, as the family states",
    AbsenceReason.ABROAD_NOT_STATED: "Abroad, no reason stated",
    AbsenceReason.LEFT_HOUSEHOLD: "Left the household, as the family states",
    AbsenceReason.UNKNOWN_TO_HOUSEHOLD: "Not known to the family",
}
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.COMPLETED: "Completed",
    Outcome.RETURN_NEEDED: "Second visit needed",
    Outcome.REFERRED: "Referred to the manager",
}
_RELATIONS: Mapping[Relation, str] = {
    Relation.HEAD: "Head of household",
    Relation.SPOUSE: "Spouse",
    Relation.SON: "Son",
    Relation.DAUGHTER: "Daughter",
    Relation.FATHER: "Father",
    Relation.MOTHER: "Mother",
    Relation.BROTHER: "Brother",
    Relation.SISTER: "Sister",
    Relation.GRANDCHILD: "Grandchild",
    Relation.OTHER: "Relative",
}
_DOCUMENTS: Mapping[DocumentKind, str] = {
    DocumentKind.UNIFIED_CARD: "Unified national card",
    DocumentKind.CIVIL_STATUS_ID: "Civil-status ID",
    DocumentKind.NATIONALITY_CERTIFICATE: "Nationality certificate",
    DocumentKind.PASSPORT: "Passport",
    DocumentKind.FOREIGN_CARD: "Card of another country",
    DocumentKind.RESIDENCE_CARD: "Residence card",
    DocumentKind.OLD_RATION_CARD: "Old ration card",
}
_ENTRIES: Mapping[Entry, str] = {
    Entry.FORM: "With an appointment form",
    Entry.WALK_IN: "Without an appointment",
    Entry.RETURN: "Return visit",
    Entry.HOME: "Visit at home",
}
_EVIDENCE: Mapping[Evidence, str] = {
    Evidence.NOT_ASKED: "No paper asked for",
    Evidence.SEEN: "Supporting paper seen",
    Evidence.NOT_SEEN: "Supporting paper not seen",
}
_OVERRUNS: Mapping[Overrun, str] = {
    Overrun.LARGE_FAMILY: "A large family",
    Overrun.PAPERS: "Papers had to be looked for",
    Overrun.READING: "Cards were hard to read",
    Overrun.STATEMENTS: "Statements took long",
    Overrun.MACHINE: "The machine or the line",
    Overrun.OTHER: "Another reason",
}
_SECONDS: Mapping[Second, str] = {
    Second.PENDING: "Waits for the manager's confirmation",
    Second.CONFIRMED: "A second person confirmed it",
    Second.DECLINED: "A second person did not confirm it, the supervision decides",
    Second.DISPUTED: "Two managers differ, the supervision decides",
}
_FIELDS: Mapping[Field, str] = {
    Field.GIVEN: "Given name",
    Field.FATHER: "Father's name",
    Field.GRANDFATHER: "Grandfather's name",
    Field.LAQAB: "Family name",
    Field.BIRTH: "Day of birth",
    Field.SEX: "Sex",
    Field.RELATION: "Relation to the head",
    Field.NATIONAL_NUMBER: "National number",
    Field.PHONE: "Phone",
    Field.DISTRICT: "District",
    Field.MAHALLA: "Mahalla",
    Field.ZUQAQ: "Zuqaq",
    Field.DAR: "House",
    Field.LANDMARK: "Nearest landmark",
    Field.OLD_CARD: "Number of the old ration card",
}
_JOININGS: Mapping[Joining, str] = {
    Joining.NEWBORN: "New member: a newborn",
    Joining.SPOUSE: "New member: by marriage",
    Joining.RETURNING_CHILD: "New member: a child who came back",
    Joining.OTHER: "New member: another reason",
}
_LEAVINGS: Mapping[Leaving, str] = {
    Leaving.OWN_HOUSEHOLD: "Left: has a household of their own",
    Leaving.OTHER_HOUSEHOLD: "Left: belongs to another household",
    Leaving.OTHER: "Left: another reason",
}
_HOWS: Mapping[How, str] = {
    How.SCANNED: "Card scanned",
    How.TYPED: "Card number typed",
    How.BY_HAND: "Papers compared by eye",
}


def refusal(words: Words, reason: Refusal) -> str:
    """Say why a form was not admitted; it blames nobody."""
    return words.say(_REFUSALS[reason])


def reason(words: Words, absence: AbsenceReason, sex: Sex = Sex.UNSTATED) -> str:
    """Say what is stated of an adult who was not seen."""
    return of_person(words, _REASONS[absence], sex)


def outcome(words: Words, ended: Outcome) -> str:
    """Say how a visit ended."""
    return words.say(_OUTCOMES[ended])


def overrun(words: Words, why: Overrun) -> str:
    """Say why a visit took longer than half an hour."""
    return words.say(_OVERRUNS[why])


def relation(words: Words, to_head: Relation, sex: Sex = Sex.UNSTATED) -> str:
    """Say what a member is to the head of household."""
    return of_person(words, _RELATIONS[to_head], sex)


def document(words: Words, kind: DocumentKind) -> str:
    """Name a document."""
    return words.say(_DOCUMENTS[kind])


def entry(words: Words, way: Entry) -> str:
    """Say how a household came in."""
    return words.say(_ENTRIES[way])


def evidence(words: Words, answer: Evidence) -> str:
    """Say whether a paper that supports a statement was seen."""
    return words.say(_EVIDENCE[answer])


def second(words: Words, said: Second) -> str:
    """Say how a statement stands that asks for a second person."""
    return words.say(_SECONDS[said])


def statement(words: Words, member: Member, absence: AbsenceReason) -> str:
    """Say of whom what is stated."""
    name = words.isolate_name(member.name.short)
    said = reason(words, absence, member.sex)
    return words.say("{name}, {statement}", name=name, statement=said)


def address(household: Household) -> str:
    """Write the register's address in one line, as one would on a letter."""
    where = household.address
    parts = (where.district, where.mahalla, where.zuqaq, where.dar, where.landmark)
    return "، ".join(part for part in parts if part)


def asked_what(words: Words, asked: Asked) -> str:
    """Name the change that a family asks for."""
    match asked.change:
        case Change.VALUE:
            return words.say(_FIELDS[asked.field]) if asked.field else ""
        case Change.JOINED:
            return words.say(_JOININGS[Joining(asked.why)])
        case Change.LEFT:
            return words.say(_LEAVINGS[Leaving(asked.why)])


def asked_change(words: Words, asked: Asked) -> str:
    """Say what the register has and what it shall have, or who joins it."""
    if asked.newcomer is not None:
        name = words.isolate_name(asked.newcomer.name.full)
        return f"{name} · {words.isolate(asked.newcomer.birth)}"
    if asked.change is Change.LEFT:
        return evidence(words, asked.evidence)
    return words.say(
        "asked: {new}, in the register: {old}",
        new=value(words, asked.field, asked.new),
        old=value(words, asked.field, asked.old),
    )


def field(words: Words, one: Field) -> str:
    """Name what may be corrected."""
    return words.say(_FIELDS[one])


def joining(words: Words, why: Joining) -> str:
    """Say why somebody is new in a household."""
    return words.say(_JOININGS[why])


def leaving(words: Words, why: Leaving) -> str:
    """Say why somebody is in a household no more."""
    return words.say(_LEAVINGS[why])


def value(words: Words, one: Field | None, text: str) -> str:
    """Show a value of the register; codes in words, an empty one as such."""
    if not text:
        return words.say("nothing")
    match one:
        case Field.SEX:
            return words.say("Female") if text == Sex.FEMALE else words.say("Male")
        case Field.RELATION:
            return relation(words, Relation(text))
        case _:
            return words.isolate_name(text)


def how(words: Words, way: How) -> str:
    """Say how an attendance was recorded."""
    return words.say(_HOWS[way])


def of_person(words: Words, text: str, sex: Sex) -> str:
    """Say a text that is worded after the person: female, or else male."""
    return words.say_as("female" if sex is Sex.FEMALE else "male", text)
