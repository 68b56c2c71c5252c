"""Made-up returned mail and cases of two centres."""

from datetime import date

from clerk_station.domain.cases import CaseKind, Sighting
from clerk_station.domain.mail import Mail
from clerk_station.domain.people import (
    Address,
    Agent,
    BirthDate,
    Household,
    Member,
    Name,
    Relation,
    Sex,
)
from clerk_station.domain.records import Case, CaseState, Centre, Decided, EventWord

_DAY = date(2026, 11, 23)


def made_up_mail() -> Mail:
    """Give open cases and a resolved one, mail that waits and mail that is decided."""
    return Mail(
        station="KA-01-S3",
        cases=(
            _case("K01", CaseKind.DOUBLE_ATTENDANCE, "H1-1", ("KA-01-S3", "KA-02-S1")),
            _case("K02", CaseKind.AGAINST_REGISTER, "H1-2", ("KA-01-S3",)),
            _case("K03", CaseKind.FORM_TWICE, "", ("KA-01-S1", "KA-01-S2"), is_open=False),
        ),
        returned=(
            _returned(41, "member.attended/1", "other_centre"),
            _returned(42, "member.attended/1", "stated_abroad"),
            _returned(43, "member.absent/1", "unknown_member", word=Decided.REJECTED),
        ),
        households={"H1": _household()},
        centres={
            "KA-01": _centre("KA-01", "حي الحسين", "Hayy al-Husayn"),
            "KA-02": _centre("KA-02", "البناء الجاهز", "al-Bina' al-Jahiz"),
        },
    )


def _case(
    key: str, kind: CaseKind, member: str, stations: tuple[str, ...], *, is_open: bool = True
) -> Case:
    return Case(
        id=key,
        kind=kind,
        state=CaseState.OPEN if is_open else CaseState.RESOLVED,
        centres=tuple(sorted({station[:5] for station in stations})),
        households=("H1",),
        members=(member,) if member else (),
        form="KA26-00000-0125" if kind is CaseKind.FORM_TWICE else "",
        sightings=tuple(_sighting(station, n, member) for n, station in enumerate(stations)),
        by=() if is_open else ("زينب كاظم جاسم",),
        reason="" if is_open else "قُدّمت الاستمارة مرتين في يوم واحد، والزيارة الأولى هي الصحيحة",
    )


def _sighting(station: str, n: int, member: str) -> Sighting:
    return Sighting(
        centre=station[:5],
        station=station,
        incarnation=1,
        seq=318 + 71 * n,
        visit=f"v{n}",
        household="H1",
        member=member,
        received=_DAY,
    )


def _returned(seq: int, kind: str, aside: str, *, word: Decided = Decided.WAITING) -> EventWord:
    is_decided = word is not Decided.WAITING
    return EventWord(
        station="KA-01-S3",
        incarnation=1,
        seq=seq,
        centre="KA-01",
        kind=kind,
        aside=aside,
        household="H1",
        visit="v",
        member="H1-2",
        word=word,
        by=("زينب كاظم جاسم",) if is_decided else (),
        reason="القيد لشخص من أسرة أخرى" if is_decided else "",
    )


def _household() -> Household:
    head = Member(
        id="H1-1",
        name=Name("كاظم", "جواد", "حسن", "الخفاجي"),
        sex=Sex.MALE,
        birth=BirthDate(1980),
        relation=Relation.HEAD,
    )
    wife = Member(
        id="H1-2",
        name=Name("فاطمة", "عباس", "كريم", ""),
        sex=Sex.FEMALE,
        birth=BirthDate(1984),
        relation=Relation.SPOUSE,
    )
    return Household(
        id="H1",
        centre="KA-01",
        card_number="2419001",
        address=Address(governorate="KA", district="كربلاء"),
        food_agent=Agent(name="سعد", number="101"),
        flour_agent=Agent(name="ماجد", number="202"),
        members=(head, wife),
    )


def _centre(key: str, name: str, latin: str) -> Centre:
    return Centre(
        id=key,
        name=name,
        name_latin=latin,
        governorate="KA",
        district="كربلاء",
        address="",
        opens="08:00",
        closes="20:00",
        weekdays=(0, 1, 2, 3, 4, 5, 6),
        capacity_per_hour=24,
    )
