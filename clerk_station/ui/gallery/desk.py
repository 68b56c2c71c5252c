"""A made-up desk in every state."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from clerk_station.ui.gallery.household import HouseholdSample
from clerk_station.ui.views import (
    ActView,
    BandView,
    ClockView,
    CompareRow,
    CompareView,
    DeskView,
    FieldRow,
    QueueItem,
    RefusalView,
    Tone,
    UnsureView,
    WaitingView,
)

DAY = date(2026, 11, 23)
"""The day of the gallery."""
QUEUE = (
    ("10:00", "هيام سعد كريم", 4), ("10:00", "عباس فاضل عبود", 6), ("10:30", "نورية حمزة جبر", 2),
    ("10:30", "ليث محمود شاكر", 5), ("10:30", "إيمان رزاق لفتة", 3),
    ("11:00", "عبد المهدي عبد الأمير عبد الحسين الموسوي", 11), ("11:00", "بتول حسين راضي", 4),
)  # fmt: skip
"""Hour, head of household, members."""


@dataclass(frozen=True)
class DeskSample(HouseholdSample):
    """Every state of the desk."""

    def desks(self) -> Iterator[tuple[str, DeskView]]:
        """Every state of the desk."""
        yield "waiting", self.waiting
        yield "waiting-called", self.called
        yield "roster", self.roster
        yield "roster-ready", self.ready
        yield "roster-pending", self.pending
        yield "roster-correcting", self.correcting
        yield "refused", self.refused
        yield "refused-centre", self.refused_centre
        yield "unsure", self.unsure
        yield "confirm", self.confirm
        yield "nobody", self.nobody

    @property
    def waiting(self) -> WaitingView:
        """Nothing on the desk."""
        say = self.words.say
        return WaitingView(
            prompt=say("Scan the appointment form"),
            hint=say("Hold it under the camera or pass it along the reader"),
            counters=(("14", say("wait")), ("56", say("served")), ("189", say("still to come"))),
            queue=tuple(
                QueueItem(
                    number=str(301 + n),
                    name=name,
                    slot=say("at {hour}", hour=self._id(at)),
                    minutes=self.words.count("{n} minute", "{n} minutes", 14 - 2 * n),
                    priority=say("disabled, goes first") if n == 2 else "",
                )
                for n, (at, name, _members) in enumerate(QUEUE)
            ),
            queue_title=say("Queue of today"),
            call=say("Call {number}", number=self._id("301")),
            day=f"{self.words.weekday(DAY)} {self._id(self.words.date(DAY))}",
            camera_hint=say("Bring the form closer until it fills the frame"),
            field_hint=say("Number of form or card, or a name"),
        )

    @property
    def called(self) -> WaitingView:
        """Somebody was called to this window and has not come yet."""
        say, name = self.words.say, self.words.isolate_name(QUEUE[0][1])
        return replace(
            self.waiting,
            prompt=say(
                "{number} was called to window {window}",
                number=self._id("301"),
                window=self._id("3"),
            ),
            hint=say("Scan the form of {name}, or press F9 if nobody comes", name=name),
            call=say("Call {number} again", number=self._id("301")),
            is_called=True,
            queue=self.waiting.queue[1:],
        )

    @property
    def refused(self) -> RefusalView:
        """A form whose seal does not match."""
        say = self.words.say
        return RefusalView(
            sign="stop",
            what=say("The form was not accepted"),
            headline=say("The seal does not match what is written"),
            line=say("It was changed, or not issued by the system. No visit has begun."),
            acts=(
                ActView(
                    key="F2",
                    title=say("Find the household by its ration card"),
                    line=say("If it has an appointment today, serve it by that"),
                    filled=True,
                ),
                ActView(
                    key="F4",
                    title=say("No appointment? Record it as one without"),
                    line=say("It takes its turn by the rule of the centre"),
                ),
                ActView(
                    key="F10",
                    title=say("Tell the manager the form number"),
                    line=say("Give the paper back to its owner"),
                ),
            ),
            say_aloud=say(
                "I will look for your appointment by your ration card number. "
                "This form could not be accepted."
            ),
            facts=(
                (say("Form"), self._id("KA26-0441-307")),
                (say("Centre as written"), "حي الحسين"),
                (say("Slot as written"), self._id("2026/11/23 · 10:30")),
                (say("Seal"), say("does not match")),
                (say("Scanned at"), self._id("10:22")),
            ),
        )

    @property
    def refused_centre(self) -> RefusalView:
        """A true form of another centre."""
        say, first = self.words.say, self.refused
        return RefusalView(
            sign="pin",
            what=say("The form was not accepted here"),
            headline=say("This form is for {centre}", centre="مركز الهندية الأول"),
            line=say("The appointment is right, the centre is another. No visit has begun."),
            acts=first.acts[1:],
            say_aloud=first.say_aloud,
            facts=first.facts,
        )

    @property
    def unsure(self) -> UnsureView:
        """A card that glare made unsure."""
        say = self.words.say
        sure = say("sure")
        return UnsureView(
            band=BandView(
                tone=Tone.TODO,
                sign="warn",
                headline=say("Reading unsure, nothing was recorded"),
                line=say("The check digit does not agree with the national number."),
                next_act=say("Scan the card again"),
                next_line=say("Tilt it away from the light"),
            ),
            fields=(
                FieldRow(label=say("Card number"), value="AA0000001", sure=True, note=sure),
                FieldRow(label=say("Date of birth"), value="1980/01/01", sure=True, note=sure),
                FieldRow(label=say("Valid until"), value="2033/01/01", sure=True, note=sure),
                FieldRow(
                    label=say("National number"),
                    value="198000000001",
                    sure=False,
                    note=say("two digits unclear"),
                    doubtful=(5, 6),
                ),
            ),
            nearest=say("Nearest in the household: {name}", name="علي جواد الخفاجي"),
            nearest_line=say("Attendance is recorded after a sure reading, or typed by you."),
            clock=ClockView(opened=self.now - 250, accurate=False),
            camera_hint=say("Tilt the card away from the light"),
            attempt=self.words.count("Attempt {n}", "Attempt {n}", 2),
        )

    @property
    def confirm(self) -> CompareView:
        """A card without a national number that fits by birth and name."""
        say = self.words.say
        return CompareView(
            band=BandView(
                tone=Tone.TODO,
                sign="card",
                headline=say("Is this the same person?"),
                line=say("Name and date of birth agree. Nothing has been recorded yet."),
                next_act=say("Compare the face"),
                next_line=say("Enter: yes. Esc: no."),
                next_sign="person",
            ),
            rows=self._compared(same=True),
            acts=(),
            question=True,
            clock=ClockView(opened=self.now - 1600),
            camera_hint=say("Card read"),
        )

    @property
    def nobody(self) -> CompareView:
        """A card of nobody in the household."""
        say = self.words.say
        return CompareView(
            band=BandView(
                tone=Tone.TODO,
                sign="card",
                headline=say("Nobody in this household has this card"),
                line=say("The card was read well. Nothing was recorded."),
                next_act=say("Scan another card"),
                next_line=say("or choose one of those below"),
            ),
            rows=self._compared(same=False),
            acts=(
                ActView(
                    key="F7",
                    title=say("Type the card"),
                    line=say("if the camera misread it"),
                ),
                ActView(
                    key="F2",
                    title=say("Another household"),
                    line=say("search for theirs, this visit stays open"),
                ),
            ),
            question=False,
            clock=ClockView(opened=self.now - 1990),
            camera_hint=say("Card read"),
        )

    def _compared(self, *, same: bool) -> tuple[CompareRow, ...]:
        say = self.words.say
        born, number = ("2004/06/21", "") if same else ("2004/06/12", "200400000012")
        return (
            CompareRow(label=say("Name"), card="حسين", record="حسين كاظم جواد", same=True),
            CompareRow(label=say("Date of birth"), card=born, record="2004/06/21", same=same),
            CompareRow(label=say("National number"), card=number, record="200400000021", same=same),
            CompareRow(label=say("Sex"), card=say("male"), record=say("male"), same=True),
        )
