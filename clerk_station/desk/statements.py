"""A second person looks at what was stated of a member: signed in here, or by PIN at the desk."""

from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk, WrongSecret, identified
from clerk_station.desk.visits import in_words
from clerk_station.domain.events import StatementConfirmed
from clerk_station.domain.matters import Statement, statements
from clerk_station.domain.people import Member
from clerk_station.domain.visits import Visit
from clerk_station.errors import StationError
from clerk_station.store.matters import read_statements


def confirm_statement(
    desk: Desk, statement: Statement, *, accepted: bool, reason: str = ""
) -> Statement:
    """Say as a second person that a statement was looked at and holds, or why it does not.

    Said again, the last word of this person counts. Others that said otherwise stay beside it.

    Raises:
        StationError: this person recorded the statement, it stands no more, or no reason was given
            for not confirming it.
    """
    desk.must(Act.CONFIRM_STATEMENT)
    if statement.clerk == desk.clerk.id:
        raise StationError(
            "The second person is another one than the first",
            "Ask another manager to look at this statement, nothing was recorded",
        )
    if not accepted and not reason.strip():
        raise StationError(
            "No reason was given", "Say in a few words why the statement is not confirmed"
        )
    if _standing(desk, statement.id) is None:
        raise StationError(
            "This statement stands no more", "It was taken back meanwhile, nothing was recorded"
        )
    body = StatementConfirmed(
        stated_at=statement.station,
        event=statement.event,
        accepted=accepted,
        reason=in_words(reason),
    )
    desk.save(body, household=statement.household, visit=statement.visit, member=statement.member)
    return _standing(desk, statement.id) or statement


def confirm_at_desk(
    desk: Desk, visit: Visit, *, member: Member, manager: str, secret: str
) -> Visit | WrongSecret:
    """Let a manager confirm what was just stated, by their own PIN at a clerk's desk.

    The clerk stays signed in; the event names the manager. Wrong PINs are recorded and slowed as
    at sign-in.

    Raises:
        StationError: nothing of this member asks for a second person, or see `confirm_statement`.
    """
    centre = desk.store.enrolment.centre
    now = desk.store.queries.visit(visit.id) or visit
    found = [one for one in statements(now, centre=centre) if one.member == member.id]
    if not found:
        raise StationError(
            "Nothing waits for a second person here", "Record first what the family states"
        )
    second = identified(desk.store, clerk=manager, secret=secret)
    if isinstance(second, WrongSecret):
        return second
    confirm_statement(second, found[0], accepted=True)
    return desk.store.queries.visit(visit.id) or visit


def _standing(desk: Desk, statement: str) -> Statement | None:
    return next((one for one in read_statements(desk.store) if one.id == statement), None)
