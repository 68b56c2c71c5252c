"""Made-up matters that visits of one centre left to others."""

from datetime import datetime, timedelta

from clerk_station.clock import BAGHDAD
from clerk_station.domain.changes import Change, Field, Joining, Newcomer
from clerk_station.domain.corrections import Correction, Ruling
from clerk_station.domain.matters import HomeVisit, Left, Statement, Turn
from clerk_station.domain.people import BirthDate, Household, Name, Relation, Sex
from clerk_station.domain.second import Look, Second
from clerk_station.domain.visits import AbsenceReason, Asked, Evidence

_AT = datetime(2026, 11, 23, 9, 40, tzinfo=BAGHDAD)


def made_up_left(household: Household) -> Left:
    """Give one of each kind that waits, and one of each that was done or decided."""
    reasons = (AbsenceReason.REPORTED_DECEASED, AbsenceReason.ABROAD_STUDY)
    return Left(
        statements=(
            *(_statement(n, reason, household) for n, reason in enumerate(reasons)),
            _statement(2, AbsenceReason.UNKNOWN_TO_HOUSEHOLD, household, Second.CONFIRMED),
        ),
        home_visits=(
            _home_visit(0, household),
            _home_visit(1, household, Turn.DONE),
        ),
        corrections=(
            _correction(0, household, _birth(household)),
            _correction(1, household, _newborn()),
            _correction(2, household, _birth(household), Ruling.REJECTED),
        ),
        households={household.id: household},
        clerks={"C1": "سارة الربيعي", "M1": "نور صباح"},
    )


def _statement(
    n: int, reason: AbsenceReason, home: Household, second: Second = Second.PENDING
) -> Statement:
    look = Look(station="KA-01-S1", incarnation=1, seq=9, by="M1", accepted=True)
    return Statement(
        id=f"S{n}",
        centre=home.centre,
        station="KA-01-S3",
        event=f"e{n}",
        household=home.id,
        visit="v1",
        member=home.members[-1].id,
        at=_AT + timedelta(minutes=n),
        clerk="C1",
        reason=reason,
        evidence=Evidence.NOT_SEEN if n else Evidence.SEEN,
        returns=None,
        note="شهادة الوفاة لسنة 2021" if not n else "",
        second=second,
        looks=(look,) if second is Second.CONFIRMED else (),
    )


def _home_visit(n: int, home: Household, turn: Turn = Turn.WAITING) -> HomeVisit:
    return HomeVisit(
        id=f"V{n}",
        centre=home.centre,
        station="KA-01-S3",
        event=f"h{n}",
        household=home.id,
        visit="v1",
        member=home.members[0].id,
        at=_AT,
        clerk="C1",
        address="حي الحسين، قرب الجامع الكبير",
        phone="07701234567",
        note="لا يستطيع المشي" if not n else "",
        turn=turn,
    )


def _correction(n: int, home: Household, asked: Asked, word: Ruling = Ruling.WAITING) -> Correction:
    decided = word is not Ruling.WAITING
    return Correction(
        id=f"A{n}",
        centre=home.centre,
        station="KA-01-S3",
        household=home.id,
        visit="v1",
        asked=asked,
        word=word,
        by="هدى كريم" if decided else "",
        reason="الشهادة لشخص آخر" if decided else "",
    )


def _birth(home: Household) -> Asked:
    member = home.members[-1]
    return Asked(
        event="a1",
        at=_AT,
        clerk="C1",
        member=member.id,
        change=Change.VALUE,
        evidence=Evidence.SEEN,
        note="",
        field=Field.BIRTH,
        old=str(member.birth),
        new="2001/03/30",
    )


def _newborn() -> Asked:
    baby = Newcomer(
        name=Name("زينب", "كاظم", "جواد"),
        sex=Sex.FEMALE,
        birth=BirthDate(2026, 10, 1),
        relation=Relation.DAUGHTER,
    )
    return Asked(
        event="a2",
        at=_AT,
        clerk="C1",
        member="",
        change=Change.JOINED,
        evidence=Evidence.SEEN,
        note="",
        why=Joining.NEWBORN,
        newcomer=baby,
    )
