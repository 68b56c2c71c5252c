"""Which acts the action bar offers for each state of the desk."""

from clerk_station.ui.views import (
    CompareView,
    DeskView,
    RefusalView,
    RosterView,
    UnsureView,
    WaitingView,
)
from clerk_station.ui.widgets.action_bar import Act
from clerk_station.ui.widgets.button import Kind
from clerk_station.words import Words


def acts_of(view: DeskView, words: Words) -> tuple[Act, ...]:
    """Give the acts for what lies on the desk; one at most is filled."""
    say = words.say
    search = Act(key="F2", label=say("Search"))
    match view:
        case WaitingView():
            return _of_waiting(view, words)
        case RosterView():
            return _of_roster(view, words)
        case RefusalView(acts=acts):
            filled = next((a for a in acts if a.filled), None)
            twin = (Act(key=filled.key, label=filled.title, kind=Kind.FILLED),) if filled else ()
            rest = () if filled and filled.key == "F2" else (search,)
            close = Act(key="Esc", label=say("Close and wait"), at_end=True)
            return (*twin, *rest) if filled and filled.key == "Esc" else (*twin, *rest, close)
        case UnsureView():
            typed = Act(key="F7", label=say("Type the card"), kind=Kind.OUTLINED, sign="keyboard")
            return typed, search, _back(words)
        case CompareView(question=True):
            yes = Act(key="Enter", label=say("Yes, the same person"), kind=Kind.FILLED)
            no = Act(key="Esc", label=say("No, somebody else"), kind=Kind.OUTLINED)
            return yes, no
        case CompareView():
            back = Act(key="Esc", label=say("Back to the household"), kind=Kind.OUTLINED)
            return (back,)


def _of_waiting(view: WaitingView, words: Words) -> tuple[Act, ...]:
    say = words.say
    call = Act(key="F5", label=view.call, kind=Kind.FILLED, sign="bell")
    missed = Act(key="F9", label=say("Did not come"))
    slip = Act(key="F3", label=say("Last slip"), sign="printer", rare=view.is_called)
    parked = Act(key="F6", label=view.unfinished, sign="pause")
    return (
        *((call,) if view.call else ()),
        *((missed,) if view.is_called else ()),
        Act(key="F4", label=say("No appointment"), kind=Kind.OUTLINED),
        Act(key="F7", label=say("Give a number")),
        *((parked,) if view.unfinished else ()),
        Act(key="F2", label=say("Search")),
        *((slip,) if view.has_slip else ()),
        Act(key="F8", label=say("Hall"), at_end=True, rare=True),
        Act(key="F10", label=say("Camera"), at_end=True, rare=True),
        Act(key="F12", label=say("Lock"), sign="lock", at_end=True),
    )


def _of_roster(view: RosterView, words: Words) -> tuple[Act, ...]:
    say, ready = words.say, view.ready
    close = Act(
        key="Enter",
        label=view.close_label or say("End the visit"),
        kind=Kind.FILLED if ready else Kind.OUTLINED,
        sign="printer" if ready else "",
    )
    cards = any(row.card or row.card_due for row in view.rows)
    absent = Act(key="F6", label=say("Why absent"), kind=Kind.BARE if ready else Kind.OUTLINED)
    confirm = Act(key="F4", label=say("Confirm now"), sign="hourglass")
    return (
        close,
        absent,
        *((confirm,) if view.confirmable else ()),
        *((Act(key="F3", label=say("Correct"), sign="edit"),) if view.register else ()),
        Act(key="F7", label=say("Type the card")),
        Act(key="F8", label=say("Documents")),
        Act(key="F5", label=say("Park"), sign="pause"),
        *(() if view.confirmable or cards else (Act(key="F2", label=say("Search"), rare=True),)),
        *((Act(key="F10", label=say("Card"), sign="card"),) if cards else ()),
        Act(key="F9", label=say("Take back"), sign="undo", at_end=True),
    )


def _back(words: Words) -> Act:
    return Act(key="Esc", label=words.say("Back to the household"), at_end=True)
