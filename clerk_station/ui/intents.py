"""What a clerk meant: frozen values that a screen gives out, and whoever decides takes.

A screen has one signal, `meant`, for all of them. A new act is a class here, the task or key that
emits it, and the function in `app/talks` that takes it.
"""

from dataclasses import dataclass
from datetime import date

from clerk_station.domain.visits import Priority
from clerk_station.ui.views_around import Page


@dataclass(frozen=True, slots=True)
class FormTyped:
    """A form's number was typed, or something to search for."""

    text: str


@dataclass(frozen=True, slots=True)
class CardTyped:
    """The lines of a card were typed; they are joined by `|`."""

    lines: str


@dataclass(frozen=True, slots=True)
class NumberTyped:
    """A national number of twelve digits was typed, and a day of birth."""

    number: str
    birth: date


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """Something is being searched for."""

    text: str


@dataclass(frozen=True, slots=True)
class HouseholdChosen:
    """The household of this id is to be served if it is due."""

    household: str


@dataclass(frozen=True, slots=True)
class WalkInAsked:
    """The household of this id is to be served without an appointment."""

    household: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceStated:
    """What the family states of a member who was not seen; codes of reason and evidence."""

    member: str
    reason: str
    evidence: str
    returns: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisitAsked:
    """A member cannot come: a field team is to go there."""

    member: str
    address: str
    phone: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedByPin:
    """A manager typed their PIN at this desk to confirm what is stated of a member."""

    member: str
    manager: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMeant:
    """A value of the register shall be another one; of the household where no member is named."""

    member: str
    field: str
    new: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningMeant:
    """Somebody is new in the household; codes of why, sex and relation."""

    why: str
    sex: str
    relation: str
    name: tuple[str, str, str, str]
    birth: str
    number: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingMeant:
    """A member is in the household no more; the code of why."""

    member: str
    why: str
    evidence: str


@dataclass(frozen=True, slots=True)
class MatterActed:
    """Something that was left to others is done, by its code; for the reason that was chosen."""

    matter: str
    act: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class HomeVisitChosen:
    """The field team is at the household of this id."""

    household: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersTicked:
    """These originals were seen, or are to be brought, as codes; `shared` are the household's.

    With `attends` the member stands here, and papers are all there is to know them by.
    """

    member: str
    seen: tuple[str, ...]
    missing: tuple[str, ...] = ()
    shared_seen: tuple[str, ...] = ()
    shared_missing: tuple[str, ...] = ()
    attends: bool = False
    temporary_card: bool = False
    returns: date | None = None


@dataclass(frozen=True, slots=True)
class ParkAsked:
    """The visit is to be put aside, the desk is for the next family."""


@dataclass(frozen=True, slots=True)
class UnfinishedAsked:
    """Which visits are parked, and who is to come again today?"""


@dataclass(frozen=True, slots=True)
class TakeUpAsked:
    """The unfinished visit of this name is to go on here."""

    name: str


@dataclass(frozen=True, slots=True)
class TemporaryCardAsked:
    """The member of this id is to have a temporary card, printed."""

    member: str


@dataclass(frozen=True, slots=True)
class CardAgainAsked:
    """The temporary card of this member is to be printed again."""

    member: str


@dataclass(frozen=True, slots=True)
class CardBackAsked:
    """The temporary card of this member is to be taken back, for the reason of this code."""

    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class VoidAsked:
    """An event, or the last one, is to be taken back for the reason of this code."""

    event: str
    reason: str


@dataclass(frozen=True, slots=True)
class MatchConfirmed:
    """The card was compared: it is the member's, or it is not."""

    yes: bool


@dataclass(frozen=True, slots=True)
class CloseAsked:
    """The visit is to end; `overrun` is the code of why it took long, once that was asked."""

    overrun: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalShown:
    """The household of this form is in the hall and wants a number."""

    text: str
    priority: Priority = Priority.NONE
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalFound:
    """The household of this id is in the hall without its paper and wants a number."""

    household: str
    priority: Priority = Priority.NONE


@dataclass(frozen=True, slots=True)
class CallAsked:
    """The next household is to be called, or the called one again."""


@dataclass(frozen=True, slots=True)
class NumberVoided:
    """The number of the household of this id was given by mistake."""

    household: str


@dataclass(frozen=True, slots=True)
class HallAsked:
    """The hall's display is to be hung up, or taken down."""


@dataclass(frozen=True, slots=True)
class MissedSaid:
    """Who was called did not come."""


@dataclass(frozen=True, slots=True)
class SlipAsked:
    """The last slip is to be opened."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What was said was read and may go."""


@dataclass(frozen=True, slots=True)
class ActChosen:
    """One of the ways on that a verdict named, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Locked:
    """The desk is to be locked."""


@dataclass(frozen=True, slots=True)
class CamerasAsked:
    """Which cameras are there?"""


@dataclass(frozen=True, slots=True)
class CameraChosen:
    """The camera of this name is to be used."""

    name: str


@dataclass(frozen=True, slots=True)
class SignInAsked:
    """A clerk of this id typed a secret."""

    clerk: str
    secret: str


@dataclass(frozen=True, slots=True)
class ClerkChosen:
    """Somebody went to the name of this clerk."""

    clerk: str


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The window is to speak this language."""

    language: str


@dataclass(frozen=True, slots=True)
class PlaceChosen:
    """The screen of this code is to come to the front."""

    place: str


@dataclass(frozen=True, slots=True)
class SendAsked:
    """What waits is to be sent now."""


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """The report of this day is to be written."""

    day: date


@dataclass(frozen=True, slots=True)
class SettingChosen:
    """The setting of this name is to have the value of this code."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReopenAsked:
    """The window is to open anew."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """The page of this kind is to be read."""

    page: Page


@dataclass(frozen=True, slots=True)
class StepAsked:
    """The guide is to go on, or back."""

    by: int


@dataclass(frozen=True, slots=True)
class DiagnosticsAsked:
    """What helps to mend this station is to be written."""


@dataclass(frozen=True, slots=True)
class Left:
    """The clerk goes back to where they were."""
