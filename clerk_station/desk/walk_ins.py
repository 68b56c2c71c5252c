"""The centre's rule for households without an appointment."""

from clerk_station.desk.roles import Act, may
from clerk_station.desk.session import Desk
from clerk_station.domain.forms import Refusal
from clerk_station.domain.records import WalkIns


def against_walk_in(desk: Desk, household: str) -> Refusal | None:
    """Say why the centre's rule is against serving a household now; None where it is not.

    The rule is for those who have no appointment: whoever is due today without its paper, was
    asked to come again, or was let in before, is none of them. A manager may serve past the rule.
    """
    store, today = desk.store, desk.today()
    due = (form.day == today for form in store.queries.forms_of(household))
    if may(desk.clerk.role, Act.WALK_IN_PAST_RULE) or any(due):
        return None
    if store.queries.was_asked_back(household):
        return None
    centre = store.queries.centre()
    match centre.walk_ins if centre else WalkIns.ALWAYS:
        case WalkIns.ALWAYS:
            return None
        case WalkIns.NEVER:
            return Refusal.NO_WALK_INS
        case WalkIns.WHEN_ROOM:
            day = store.day_lists.of(today)
            was_let_in = any(line.household == household and line.turn for line in day.lines)
            has_room = was_let_in or centre is None or day.has_room(centre.capacity_per_hour)
            return None if has_room else Refusal.HOUR_IS_FULL
