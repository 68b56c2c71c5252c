"""What visits left to others, in words: who stated or asked what, whose turn it is, what to do."""

from collections.abc import Iterable
from datetime import date

from clerk_station.clock import BAGHDAD
from clerk_station.desk.roles import Act, may
from clerk_station.domain.corrections import Correction, Ruling
from clerk_station.domain.matters import HomeVisit, Left, Matter, Statement, Turn
from clerk_station.domain.people import Household, Member
from clerk_station.domain.records import Role
from clerk_station.domain.second import Look, Second
from clerk_station.domain.visits import Evidence
from clerk_station.ui.views import LetterView, MatterAct, MattersView, Pair, Tone
from clerk_station.words import Words, mark, sentences

CONFIRM, DECLINE, GO_THERE = "confirm", "decline", "go_there"
"""Codes of what may be done."""

_WHY_NOT = (
    mark("The paper does not support it"),
    mark("No paper was seen"),
    mark("The family states otherwise"),
    mark("The wrong person was chosen"),
    mark("It has to be looked into"),
)
_OPEN = frozenset({Second.PENDING, Second.DISPUTED})
_NOTHING = mark("There is nothing more to do here")


def matters_view(words: Words, left: Left, *, role: Role, me: str) -> MattersView:
    """Show what waits first, each kind with the oldest on top; then what was done or decided.

    `role` is that of who looks at it and `me` their id: nobody confirms what they recorded.
    """
    ready: list[tuple[bool, LetterView]] = []
    ready += [(one.second not in _OPEN, _statement(words, one, left, role, me))
              for one in left.statements]  # fmt: skip
    ready += [(one.turn is Turn.DONE, _home_visit(words, one, left, role))
              for one in left.home_visits]  # fmt: skip
    ready += [(one.word is not Ruling.WAITING, _correction(words, one, left))
              for one in left.corrections]  # fmt: skip
    if role is Role.FIELD_TEAM:
        ready.sort(key=lambda pair: not any(act.code == GO_THERE for act in pair[1].acts))
    return MattersView(
        title=words.say("What waits for others"),
        count=words.count("{n} waits", "{n} wait", left.waiting),
        none=words.say("Nothing waits for anybody else"),
        rows=tuple(view for _, view in sorted(ready, key=lambda pair: pair[0])),
    )


def _statement(words: Words, one: Statement, left: Left, role: Role, me: str) -> LetterView:
    member, waits = _member(one, one.member, left), one.second in _OPEN
    mine = waits and one.clerk != me and may(role, Act.CONFIRM_STATEMENT)
    sex = {"sex": member.sex} if member else {}
    said = sentences.reason(words, one.reason, **sex)
    return LetterView(
        id=one.id,
        sign="hourglass" if waits else "receipt",
        tone=_tone(one.second),
        title=_titled(words, _name(words, member, one.member), said),
        line=_recorded(words, one, left),
        state=_when(words, one),
        what=sentences.second(words, one.second),
        next_act=words.say("Compare with the paper and the family, then confirm or say why not")
        if mine
        else words.say("Another manager than the one who recorded it looks at it")
        if waits
        else words.say(_NOTHING),
        claims=tuple(_look(words, look, left) for look in one.looks),
        facts=_facts(
            words,
            one,
            left,
            (words.say("Paper"), _evidence(words, one.evidence)),
            (
                words.say("Expected return"),
                words.isolate(words.date(one.returns)) if one.returns else "",
            ),
            (words.say("Note"), words.isolate_name(one.note)),
        ),
        acts=_second_acts(words) if mine else (),
    )


def _tone(second: Second) -> Tone:
    match second:
        case Second.CONFIRMED:
            return Tone.OK
        case Second.DECLINED:
            return Tone.QUIET
        case Second.PENDING | Second.DISPUTED:
            return Tone.PEND


def _second_acts(words: Words) -> tuple[MatterAct, ...]:
    why_not = tuple((text, words.say(text)) for text in _WHY_NOT)
    return (
        MatterAct(code=CONFIRM, key="F5", label=words.say("Confirm the statement"), filled=True),
        MatterAct(code=DECLINE, key="F6", label=words.say("Do not confirm"), choices=why_not),
    )


def _look(words: Words, look: Look, left: Left) -> Pair:
    said = (
        words.say("{name} confirmed it", name=_clerk(words, look.by, left))
        if look.accepted
        else words.say("{name} did not confirm it", name=_clerk(words, look.by, left))
    )
    station = words.say("Station {id}", id=words.isolate(look.station))
    return said, words.isolate_name(look.reason) if look.reason else station


def _home_visit(words: Words, one: HomeVisit, left: Left, role: Role) -> LetterView:
    member, waits = _member(one, one.member, left), one.turn is Turn.WAITING
    home = left.households.get(one.household)
    goes = waits and home is not None and may(role, Act.VISIT_HOME)
    address = one.address or (sentences.address(home) if home else "")
    go_there = MatterAct(
        code=GO_THERE, key="F5", label=words.say("Begin the visit at home"), filled=True
    )
    return LetterView(
        id=one.id,
        sign="home",
        tone=Tone.PEND if waits else Tone.OK,
        title=_titled(words, _name(words, member, one.member), words.say("Needs a visit at home")),
        line=words.isolate_name(address),
        state=_when(words, one) if waits else words.say("was visited"),
        what=words.say("Waits for the mobile team") if waits else words.say("A team was there"),
        next_act=words.say("Call first. At the door begin the visit, then scan the card")
        if goes
        else words.say("The mobile team goes there")
        if waits
        else words.say(_NOTHING),
        facts=_facts(
            words,
            one,
            left,
            (words.say("Address"), words.isolate_name(address)),
            (words.say("Phone"), words.isolate(one.phone or (home.address.phone if home else ""))),
            (words.say("Note"), words.isolate_name(one.note)),
        ),
        acts=(go_there,) if goes else (),
    )


def _correction(words: Words, one: Correction, left: Left) -> LetterView:
    asked, waits = one.asked, one.word is Ruling.WAITING
    member = _member(one, asked.member, left)
    states = {
        Ruling.WAITING: mark("is decided centrally"),
        Ruling.ACCEPTED: mark("stands in the register"),
        Ruling.REJECTED: mark("was not accepted"),
    }
    who = _name(words, member, asked.member) if asked.member else _head(words, one, left)
    return LetterView(
        id=one.id,
        sign="edit",
        tone=Tone.PEND if waits else Tone.QUIET if one.word is Ruling.REJECTED else Tone.OK,
        title=_titled(words, who, sentences.asked_what(words, asked)),
        line=sentences.asked_change(words, asked),
        state=words.say(states[one.word]),
        what=words.say("The family asks to have the register changed"),
        next_act=words.say("It is decided centrally. There is nothing to record again")
        if waits
        else words.say(_NOTHING),
        facts=(
            (words.say("Paper"), sentences.evidence(words, asked.evidence)),
            *_told(((words.say("Note"), words.isolate_name(asked.note)),)),
            (words.say("Recorded by"), _clerk(words, asked.clerk, left)),
            *_told(((words.say("Decided by"), words.isolate_name(one.by)),)),
            *_told(((words.say("Reason"), words.isolate_name(one.reason)),)),
        ),
    )


def _facts(words: Words, one: Statement | HomeVisit, left: Left, *more: Pair) -> tuple[Pair, ...]:
    return (
        *_told(more),
        (words.say("Household"), _head(words, one, left)),
        (words.say("Recorded by"), _clerk(words, one.clerk, left)),
    )


def _told(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Leave out what nobody said."""
    return tuple((label, value) for label, value in pairs if value.strip("\u2066\u2068\u2069 "))


def _recorded(words: Words, one: Statement, left: Left) -> str:
    parts = (_evidence(words, one.evidence), _clerk(words, one.clerk, left))
    return " · ".join(part for part in parts if part)


def _evidence(words: Words, evidence: Evidence) -> str:
    return "" if evidence is Evidence.NOT_ASKED else sentences.evidence(words, evidence)


def _day(words: Words, day: date | None) -> str:
    return words.isolate(words.date(day)) if day else ""


def _when(words: Words, one: Statement | HomeVisit) -> str:
    return words.isolate(words.date(one.at.astimezone(BAGHDAD).date()))


def _member(one: Matter, member: str, left: Left) -> Member | None:
    home: Household | None = left.households.get(one.household)
    return home.member(member) if home else None


def _name(words: Words, member: Member | None, identity: str) -> str:
    return words.isolate_name(member.name.short) if member else words.isolate(identity)


def _head(words: Words, one: Matter, left: Left) -> str:
    home = left.households.get(one.household)
    if home is None:
        return words.isolate(one.household)
    name = words.isolate_name(home.head.name.full)
    return words.say("Household of {name}", name=name)


def _clerk(words: Words, clerk: str, left: Left) -> str:
    return words.isolate_name(left.clerks.get(clerk, clerk))


def _titled(words: Words, who: str, what: str) -> str:
    return words.say("{name}, {statement}", name=who, statement=what)
