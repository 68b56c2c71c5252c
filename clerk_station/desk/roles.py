"""What each role may do at a station: one table. Every act of the desk asks it before it acts."""

from collections.abc import Mapping
from enum import StrEnum

from clerk_station.domain.records import Role
from clerk_station.errors import StationError


class Act(StrEnum):
    """One intention of somebody at a station; named as the function that carries it out."""

    SIGN_IN = "sign_in"

    SHOW_FORM = "show_form"
    WALK_IN = "walk_in"
    WALK_IN_PAST_RULE = "walk_in_past_rule"
    ARRIVE = "arrive"
    ARRIVE_WITHOUT = "arrive_without"
    CALL_NEXT = "call_next"
    MISS = "miss"
    PARK = "park"
    TAKE_UP = "take_up"
    TAKE_BACK_NUMBER = "take_back_number"

    SHOW_CARD = "show_card"
    CONFIRM_CARD = "confirm_card"
    ATTEND_BY_HAND = "attend_by_hand"
    MARK_ABSENT = "mark_absent"
    TICK_PAPERS = "tick_papers"
    VOID_ANSWER = "void_answer"
    VOID_ENTRY = "void_entry"
    VOID_VISIT = "void_visit"
    CLOSE_VISIT = "close_visit"
    ISSUE_CARD = "issue_card"
    REPRINT_CARD = "reprint_card"
    REVOKE_CARD = "revoke_card"

    ASK_CORRECTION = "ask_correction"
    ASK_JOINING = "ask_joining"
    ASK_LEAVING = "ask_leaving"
    VOID_ASKED = "void_asked"

    VISIT_HOME = "visit_home"
    REQUEST_HOME_VISIT = "request_home_visit"

    CONFIRM_STATEMENT = "confirm_statement"
    SEE_DAY = "see_day"
    EXPORT_DAY = "export_day"
    SEE_CENTRE_MAIL = "see_centre_mail"
    CHANGE_LOCK = "change_lock"


_EVERYBODY = frozenset({Role.CLERK, Role.MANAGER, Role.FIELD_TEAM})
_AT_A_WINDOW = frozenset({Role.CLERK, Role.MANAGER})
_ON_THE_WAY = frozenset({Role.MANAGER, Role.FIELD_TEAM})
_MANAGER = frozenset({Role.MANAGER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.SIGN_IN: _EVERYBODY,
    # A household begins at a window of the centre; a field team goes to those on its list.
    Act.SHOW_FORM: _AT_A_WINDOW,
    Act.WALK_IN: _AT_A_WINDOW,
    Act.WALK_IN_PAST_RULE: _MANAGER,
    Act.ARRIVE: _AT_A_WINDOW,
    Act.ARRIVE_WITHOUT: _AT_A_WINDOW,
    Act.CALL_NEXT: _AT_A_WINDOW,
    Act.MISS: _AT_A_WINDOW,
    # Whoever has a visit before them may put it aside, at home too, and go on with it.
    Act.PARK: _EVERYBODY,
    Act.TAKE_UP: _EVERYBODY,
    Act.TAKE_BACK_NUMBER: _AT_A_WINDOW,
    # What is recorded of people is the same at a window and at their home.
    Act.SHOW_CARD: _EVERYBODY,
    Act.CONFIRM_CARD: _EVERYBODY,
    Act.ATTEND_BY_HAND: _EVERYBODY,
    Act.MARK_ABSENT: _EVERYBODY,
    Act.TICK_PAPERS: _EVERYBODY,
    Act.VOID_ANSWER: _EVERYBODY,
    Act.VOID_ENTRY: _EVERYBODY,
    Act.VOID_VISIT: _EVERYBODY,
    Act.CLOSE_VISIT: _EVERYBODY,
    Act.ASK_CORRECTION: _EVERYBODY,
    Act.ASK_JOINING: _EVERYBODY,
    Act.ASK_LEAVING: _EVERYBODY,
    Act.VOID_ASKED: _EVERYBODY,
    Act.REQUEST_HOME_VISIT: _EVERYBODY,
    Act.VISIT_HOME: _ON_THE_WAY,
    # Cards are printed at the centre.
    Act.ISSUE_CARD: _AT_A_WINDOW,
    Act.REPRINT_CARD: _AT_A_WINDOW,
    Act.REVOKE_CARD: _AT_A_WINDOW,
    # What concerns the whole centre.
    Act.CONFIRM_STATEMENT: _MANAGER,
    Act.SEE_DAY: _MANAGER,
    Act.EXPORT_DAY: _MANAGER,
    Act.SEE_CENTRE_MAIL: _MANAGER,
    Act.CHANGE_LOCK: _MANAGER,
}
"""Who may do what. A supervisor decides at the central and signs in at no station."""


def may(role: Role, act: Act) -> bool:
    """Tell whether somebody in this role may do it."""
    return role in MAY[act]


def not_yours(act: Act) -> StationError:
    """Say to somebody who may not do it who does."""
    if act is Act.VISIT_HOME:
        return StationError(
            "Visits at home are begun by a field team", "Ask them to sign in, nothing was recorded"
        )
    if Role.CLERK in MAY[act]:
        return StationError(
            "This is done at a window of the centre",
            "Send the household there, nothing was recorded",
        )
    return StationError(
        "This is for the manager", "Ask the manager to sign in here, nothing was recorded"
    )
