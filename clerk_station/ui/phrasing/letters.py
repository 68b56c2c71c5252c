"""Returned mail and cases in words: what happened, who decides, and what to do next."""

from collections.abc import Iterable, Mapping

from clerk_station.domain.cases import CaseKind, Sighting
from clerk_station.domain.mail import Mail
from clerk_station.domain.records import Case, CaseState, Decided, EventWord
from clerk_station.ui.phrasing.around import centre_name
from clerk_station.ui.views import LettersView, LetterView, Pair, SyncView, Tone
from clerk_station.words import Words, mark

_ENTRIES = {
    "visit.opened": mark("Beginning of a visit"),
    "member.attended": mark("Attendance"),
    "member.absent": mark("Absence"),
    "card.issued": mark("Temporary card"),
    "event.voided": mark("Taking back"),
    "visit.closed": mark("End of a visit"),
}
_DECIDED_CENTRALLY = mark("It is decided centrally. There is nothing to record again")
_ASIDE: Mapping[str, Pair] = {
    "unreadable": (mark("The central could not read this entry"), mark("Tell the manager today")),
    "unjudged": (
        mark("Something went wrong at the central with this entry"),
        mark("It is safe there, and looked at by those who run it. There is nothing to do here"),
    ),
    "lost_station": (
        mark("This station was reported lost when the entry came"),
        mark("Tell the supervisor that the station is here. It is decided centrally"),
    ),
    "retired_station": (
        mark("This station was retired when the entry came"),
        mark("Use another station. It is decided centrally whether this entry counts"),
    ),
    "mismatch": (
        mark("The entry names another place in the journal than its own"),
        mark("Tell the manager today"),
    ),
    "unknown_kind": (
        mark("The central does not know this kind of entry yet"),
        mark("It counts once the central is upgraded. There is nothing to do here"),
    ),
    "unknown_household": (
        mark("The household is not in the central register"),
        mark("Compare the ration card with the register, and tell the manager"),
    ),
    "other_centre": (
        mark("The household belongs to another centre"),
        mark("Keep the slip. It is decided centrally whether this visit counts"),
    ),
    "unknown_form": (
        mark("The form was not issued for this household"),
        mark("Keep the form, and show it to the manager"),
    ),
    "unknown_member": (
        mark("This person is not a member of the household in the register"),
        mark("Ask the manager to have the household corrected"),
    ),
    "no_second_person": (
        mark("A statement was confirmed by somebody who is no manager"),
        mark("Ask the manager to look at the statement"),
    ),
    "unleased": (
        mark("The number of this temporary card was not given to this station"),
        mark("Write down whose card it is, and tell the manager today. It is decided centrally"),
    ),
    "stated_deceased": (
        mark("The register states that this person has died, and they were seen here"),
        mark("Two people decide centrally. Say to the family that it is being looked at"),
    ),
    "stated_abroad": (
        mark("The register states that this person is abroad, and they were seen here"),
        mark("Two people decide centrally. Say to the family that it is being looked at"),
    ),
}
_CASES: Mapping[CaseKind, tuple[str, str, str]] = {
    CaseKind.DOUBLE_ATTENDANCE: (
        mark("Attended at two desks"),
        mark("The same person was recorded as present under two visits. Both entries stay"),
        mark("Compare your slip and the family's papers, and tell the manager what you find"),
    ),
    CaseKind.FORM_TWICE: (
        mark("One form, two visits"),
        mark("Two desks ended a visit under the same form. Both entries stay"),
        mark("Compare the paper with the register, and tell the manager what you find"),
    ),
    CaseKind.AGAINST_REGISTER: (
        mark("Present against the register"),
        mark("Somebody was seen here of whom the register states that they died or are abroad"),
        mark("Two people decide centrally. Say to the family that it is being looked at"),
    ),
    CaseKind.SAME_IDENTITY: (
        mark("One identity number, two people"),
        mark("The same number stands for two members, or was on cards that two showed"),
        mark("Compare the numbers with the cards when one of them comes"),
    ),
    CaseKind.NUMBER_TWICE: (
        mark("One number on two temporary cards"),
        mark("The same number was written on two temporary cards"),
        mark("Ask for the cards when one of the families comes, and tell the manager"),
    ),
}


def letters_view(
    words: Words, mail: Mail, *, sync: tuple[tuple[SyncView, str], ...]
) -> LettersView:
    """Show what waits first: open cases, mail that waits; then what was decided."""
    ready = [(case.state is not CaseState.OPEN, _case(words, case, mail)) for case in mail.cases]
    ready += [
        (word.word is not Decided.WAITING, _returned(words, word, mail)) for word in mail.returned
    ]
    return LettersView(
        title=words.say("Returned mail and cases"),
        count=words.say(
            "{mail} · {cases}",
            mail=words.count("{n} letter waits", "{n} letters wait", mail.waiting),
            cases=words.count("{n} case is open", "{n} cases are open", mail.open),
        ),
        none=words.say("Nothing came back, and nothing stands against anything"),
        letters=tuple(view for _, view in sorted(ready, key=lambda pair: pair[0])),
        sync=sync,
    )


def _returned(words: Words, word: EventWord, mail: Mail) -> LetterView:
    entry = words.say(_ENTRIES.get(word.kind.partition("/")[0], mark("Entry")))
    what, next_act = _why_aside(words, word)
    waits = word.word is Decided.WAITING
    return LetterView(
        id=f"{word.station}/{word.incarnation}/{word.seq}",
        sign="mail",
        tone=Tone.TODO if waits else Tone.QUIET,
        title=_titled(words, entry, _people(words, [word.member], [word.household], mail)),
        line=what,
        state=words.say("waits") if waits else words.say("does not count"),
        what=what,
        next_act=next_act if waits else words.say("It is decided. There is nothing more to do"),
        facts=(
            (words.say("Place in the journal"), words.isolate(word.seq)),
            (words.say("Station"), words.isolate(word.station)),
            *_decided(words, word.by, word.reason),
        ),
    )


def _why_aside(words: Words, word: EventWord) -> Pair:
    known = _ASIDE.get(word.aside)
    if known is None:
        what = words.say("The central put it aside: {reason}", reason=words.isolate(word.aside))
        return what, words.say(_DECIDED_CENTRALLY)
    return words.say(known[0]), words.say(known[1])


def _case(words: Words, case: Case, mail: Mail) -> LetterView:
    title, what, next_act = map(words.say, _CASES[case.kind])
    is_open = case.state is CaseState.OPEN
    return LetterView(
        id=case.id,
        sign="people",
        tone=Tone.PEND if is_open else Tone.QUIET,
        title=_titled(words, title, _people(words, case.members, case.households, mail)),
        line=_where(words, case, mail),
        state=words.say("is decided centrally") if is_open else words.say("resolved"),
        what=what,
        next_act=next_act if is_open else words.say("It is decided. There is nothing more to do"),
        claims=tuple(_claim(words, sighting, mail) for sighting in case.sightings),
        facts=(
            (words.say("Case"), words.isolate(case.id)),
            *(((words.say("Form"), words.isolate(case.form)),) if case.form else ()),
            *_decided(words, case.by, case.reason),
        ),
    )


def _claim(words: Words, sighting: Sighting, mail: Mail) -> Pair:
    here = sighting.station == mail.station
    station = words.isolate(sighting.station)
    desk = words.say("This desk") if here else words.say("Station {id}", id=station)
    who = _people(words, [sighting.member], [sighting.household], mail)
    centre = centre_name(words, mail.centres.get(sighting.centre))
    line = words.say(
        "{centre}, received {day}, entry {seq}",
        centre=centre,
        day=words.isolate(words.date(sighting.received)),
        seq=words.isolate(sighting.seq),
    )
    return _titled(words, desk, who), line


def _where(words: Words, case: Case, mail: Mail) -> str:
    """Name the stations that made the claims, or the centres where none did."""
    stations = sorted({sighting.station for sighting in case.sightings})
    if stations:
        return _listed(words, map(words.isolate, stations))
    return _listed(words, (centre_name(words, mail.centres.get(key)) for key in case.centres))


def _people(words: Words, members: Iterable[str], households: Iterable[str], mail: Mail) -> str:
    """Name the members, or their households' heads; by the register's ids where none is known."""
    homes = [home for home in households if home]
    known = [mail.households[home] for home in homes if home in mail.households]
    found = [home.member(one) for home in known for one in members if one]
    names = [member.name.short for member in found if member is not None]
    names = names or [home.head.name.short for home in known]
    told = list(map(words.isolate_name, names)) or list(map(words.isolate, homes))
    said, more = _listed(words, told[:2]), len(told) - 2
    if more <= 0:
        return said
    return words.count("{names} and {n} more", "{names} and {n} more", more, names=said)


def _listed(words: Words, names: Iterable[str]) -> str:
    return ("، " if words.rtl else ", ").join(names)


def _titled(words: Words, title: str, people: str) -> str:
    return words.say("{title}: {people}", title=title, people=people) if people else title


def _decided(words: Words, by: Iterable[str], reason: str) -> tuple[Pair, ...]:
    names = [words.isolate_name(name) for name in by]
    if not names:
        return ()
    return (
        (words.say("Decided by"), _listed(words, names)),
        (words.say("Reason"), words.isolate_name(reason)),
    )
