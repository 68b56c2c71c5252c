"""What the screens show: frozen values, computed elsewhere, with every text already in words.

A widget never asks what a value means. Numbers, ids and dates in texts are isolated by whoever
builds the view, and a text that stands alone (a fact's value, a figure) may be left plain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tone(StrEnum):
    """Whose turn it is, as a colour; a shape and a word always stand beside it."""

    OK = "ok"
    TODO = "todo"
    PEND = "pend"
    STOP = "stop"
    QUIET = "quiet"
    ACCENT = "accent"


class Tick(StrEnum):
    """Whether an original document was seen; one that is owed is to be brought."""

    YES = "yes"
    NO = "no"
    OWED = "owed"
    NEEDLESS = "needless"


Pair = tuple[str, str]
"""A code or label with its label or value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """One thing that the clerk may do now, headed by its key."""

    key: str
    title: str
    line: str = ""
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BandView:
    """The verdict: what happened, and on its deeper end what to do next."""

    tone: Tone
    sign: str
    headline: str
    line: str
    next_act: str = ""
    next_line: str = ""
    next_sign: str = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """A form or card that is not accepted here, and three ways on."""

    sign: str
    what: str
    headline: str
    line: str
    acts: tuple[ActView, ...]
    say_aloud: str
    facts: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One member: who, which originals were seen, and what is still needed.

    `card` is the number of the temporary card that they have; `card_due` where one is due.
    """

    id: str
    name: str
    facts: str
    ticks: tuple[Tick, ...]
    tone: Tone
    sign: str
    state: str
    need: str = ""
    is_turn: bool = False
    card: str = ""
    card_due: bool = False
    may_attend: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """A reason for absence and what else it wants to know."""

    code: str
    label: str
    asks_evidence: bool = False
    asks_return: bool = False
    asks_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """Since when a visit runs, by the monotonic clock in seconds."""

    opened: float
    accurate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """What may be asked to be changed, as (code, label).

    `registered` is what the register has, by member (empty for the household) and field.
    """

    of_member: tuple[Pair, ...]
    of_household: tuple[Pair, ...]
    joinings: tuple[Pair, ...]
    leavings: tuple[Pair, ...]
    sexes: tuple[Pair, ...]
    relations: tuple[Pair, ...]
    registered: Mapping[Pair, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """An original that may be ticked, by its code: a member's, or the household's without one."""

    member: str
    code: str
    label: str
    tick: Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterView:
    """A household at the desk. `voidable` are acts as (event, sentence), newest first.

    `confirmable` are members of whom something is stated that waits for a second person, each with
    the sentence; `managers` may be that person. `address` and `phone` are what the register has.
    """

    title: str
    form_state: str
    facts: tuple[Pair, ...]
    rows: tuple[MemberRow, ...]
    ready: bool
    band: BandView
    clock: ClockView
    close_label: str = ""
    camera_hint: str = ""
    papers: tuple[tuple[str, Tick], ...] = ()
    counters: tuple[Pair, ...] = ()
    reasons: tuple[ReasonView, ...] = ()
    documents: tuple[PaperView, ...] = ()
    voidable: tuple[Pair, ...] = ()
    void_reasons: tuple[Pair, ...] = ()
    confirmable: tuple[Pair, ...] = ()
    managers: tuple[Pair, ...] = ()
    address: str = ""
    phone: str = ""
    register: RegisterView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field read from a card; `doubtful` are the places of uncertain characters."""

    label: str
    value: str
    sure: bool
    note: str
    doubtful: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsureView:
    """A card that was read, but not surely: nothing is recorded."""

    band: BandView
    fields: tuple[FieldRow, ...]
    nearest: str
    nearest_line: str
    clock: ClockView
    camera_hint: str = ""
    attempt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRow:
    """The same field on the card and in the record."""

    label: str
    card: str
    record: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """A card beside the nearest member: a question (Enter yes, Esc no), or nobody's card."""

    band: BandView
    rows: tuple[CompareRow, ...]
    acts: tuple[ActView, ...]
    question: bool
    clock: ClockView
    camera_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One household of today; `number` is its hour while it is not here yet.

    `priority` says why it goes first, or nothing.
    """

    number: str
    name: str
    slot: str
    minutes: str = ""
    priority: str = ""
    is_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """Nothing lies on the desk. `counters` are (figure, label).

    `has_slip` says that the slip of the last visit can be opened, `call` what calling does now,
    and `is_called` that somebody was called here and has not come yet; `unfinished` what there is
    to be taken up, or nothing.
    """

    prompt: str
    hint: str
    counters: tuple[Pair, ...]
    queue: tuple[QueueItem, ...]
    queue_title: str
    day: str
    camera_hint: str = ""
    field_hint: str = ""
    has_slip: bool = False
    call: str = ""
    is_called: bool = False
    unfinished: str = ""


DeskView = WaitingView | RosterView | RefusalView | UnsureView | CompareView


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A household that was searched for."""

    id: str
    title: str
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncView:
    """How far the central has confirmed what this desk did; `short` where space is narrow."""

    tone: Tone
    sign: str
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkView:
    """A clerk who may sign in here."""

    id: str
    name: str
    initial: str
    last_sign_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopView:
    """What every screen says at its top. `places` are (code, label); `place` is the current."""

    centre: str
    station: str
    clerk: str
    sync: SyncView
    clock: str
    places: tuple[Pair, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView:
    """Who may sign in, and in what state the station is.

    `offline` are a headline, a sentence and a line of facts, or nothing when the line is up.
    `received` is the share of the centre's data that came, 0 to 1, None once all is here.
    `wide` asks for a passphrase in one field in place of six digits; `trouble` says why not.
    """

    clerks: tuple[ClerkView, ...]
    selected: str
    centre: str
    station: str
    clock: str
    languages: tuple[Pair, ...]
    language: str
    offline: tuple[str, ...] = ()
    received: float | None = None
    wide: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterView:
    """A number of the day; only one that asks for action has a tone of its own."""

    figure: str
    label: str
    line: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourView:
    """How many came and were served in an hour; `planned` where it is still to come."""

    label: str
    came: int = 0
    served: int = 0
    planned: int = 0
    is_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement that waits for a second look, or returned mail."""

    sign: str
    title: str
    line: str
    age: str = ""
    evidence: str = ""
    tone: Tone = Tone.PEND


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesView:
    """How many visits took how long, from five minutes on in steps of two and a half."""

    counts: tuple[int, ...] = ()
    median: float | None = None
    said: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """A window: families served, median minutes, and how long the present one takes."""

    name: str
    families: str
    median: str
    now: str
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """The day of a centre for its manager."""

    day: date
    title: str
    counters: tuple[CounterView, ...]
    statements_title: str
    statements: tuple[StatementRow, ...]
    statements_none: str
    letters: tuple[StatementRow, ...]
    sync: tuple[tuple[SyncView, str], ...]
    hours: tuple[HourView, ...]
    hours_words: str
    capacity: int
    times: TimesView
    windows: tuple[WindowRow, ...]
    exported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """Returned mail or a case: what it is in a row, and beside it what is known and to be done.

    `claims` are what stands against one another, each a sentence over a line of facts.
    """

    id: str
    sign: str
    tone: Tone
    title: str
    line: str
    state: str
    what: str
    next_act: str
    claims: tuple[Pair, ...] = ()
    facts: tuple[Pair, ...] = ()
    acts: tuple["MatterAct", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAct:
    """What may be done about one row, by its key; `choices` are asked for before it is done."""

    code: str
    key: str
    label: str
    filled: bool = False
    choices: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MattersView:
    """What visits left to others: those that wait first."""

    title: str
    count: str
    none: str
    rows: tuple[LetterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersView:
    """Returned mail and cases, those that wait first, and how far the post is."""

    title: str
    count: str
    none: str
    letters: tuple[LetterView, ...]
    sync: tuple[tuple[SyncView, str], ...]
