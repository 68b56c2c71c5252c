"""Made-up people and a made-up day, as views: what the gallery shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from clerk_station.ui.views import (
    ActView,
    BandView,
    ClerkView,
    ClockView,
    CompareRow,
    CompareView,
    CounterView,
    DayView,
    DeskView,
    FieldRow,
    FoundRow,
    HourView,
    MemberRow,
    QueueItem,
    ReasonView,
    RefusalView,
    RosterView,
    SignInView,
    StatementRow,
    SyncView,
    Tick,
    Tone,
    TopView,
    UnsureView,
    WaitingView,
)
from clerk_station.words import Words

_DAY = date(2026, 11, 23)
_SEEN = (Tick.YES, Tick.NEEDLESS, Tick.NEEDLESS)
_OTHERS = (Tick.NEEDLESS, Tick.YES, Tick.YES)
_WANTED = (Tick.NO, Tick.NEEDLESS, Tick.NEEDLESS)
_FAMILY = (
    ("كاظم جواد حسن الخفاجي", "Head", "47", "1979/03/12"),
    ("زينب علي ناصر", "Wife", "43", "1983/11/02"),
    ("حسين كاظم جواد", "Son", "22", "2004/06/21"),
    ("مريم كاظم جواد", "Daughter", "25", "2001/01/30"),
    ("رقية كاظم جواد", "Daughter", "12", "2014/08/15"),
)
_QUEUE = (
    ("10:00", "هيام سعد كريم", 4), ("10:00", "عباس فاضل عبود", 6), ("10:30", "نورية حمزة جبر", 2),
    ("10:30", "ليث محمود شاكر", 5), ("10:30", "إيمان رزاق لفتة", 3),
    ("11:00", "عبد المهدي عبد الأمير عبد الحسين الموسوي", 11), ("11:00", "بتول حسين راضي", 4),
)  # fmt: skip
_CLERKS = (
    ("أحمد شريف", "أ"), ("سارة الربيعي", "س"), ("علي مهدي", "ع"), ("نور صباح", "ن"),
    ("هبة جليل", "ه"), ("حيدر ثامر", "ح"), ("ميسون العبيدي", "م"),
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Every view of the gallery in one language; `now` is the monotonic clock in seconds."""

    words: Words
    now: float

    def _id(self, text: str) -> str:
        return self.words.isolate(text)

    @property
    def top(self) -> TopView:
        """The top bar of a desk that works without a line."""
        say = self.words.say
        return TopView(
            centre="مركز حي الحسين",
            station=say("Window {n}", n=self._id("3")),
            clerk="سارة الربيعي",
            sync=SyncView(
                tone=Tone.QUIET,
                sign="unlink",
                text=say("Offline, work goes on"),
                short=say("Offline"),
            ),
            clock="10:22",
            places=(("desk", say("Desk")), ("day", say("Manager"))),
            place="desk",
        )

    def sign_ins(self) -> Iterator[tuple[str, SignInView]]:
        """By PIN, and by passphrase after a wrong one."""
        say = self.words.say
        times = ("07:55", "07:58", "08:03", "08:10", "08:12", "", "")
        clerks = tuple(
            ClerkView(id=str(n), name=name, initial=initial, last_sign_in=self._id(at))
            for n, ((name, initial), at) in enumerate(zip(_CLERKS, times, strict=True))
        )
        base = SignInView(
            clerks=clerks,
            selected="1",
            centre="مركز حي الحسين",
            station=say("Window {n}", n=self._id("3")),
            clock="10:22",
            languages=(("ar", "العربية"), ("en", "English")),
            language=self.words.language,
            offline=(
                say("The station is offline, and work goes on"),
                say("Sign in and serve as usual. What you record is kept and sent later."),
                say("Last contact {time}", time=self._id("08:12")),
            ),
        )
        yield "sign-in", base
        wrong = say("This secret is not right. Try again.")
        yield "sign-in-wide", SignInView(
            clerks=clerks, selected="6", centre=base.centre, station=base.station,
            clock=base.clock, languages=base.languages, language=base.language, wide=True,
            trouble=wrong,
        )  # fmt: skip

    def desks(self) -> Iterator[tuple[str, DeskView]]:
        """Every state of the desk."""
        yield "waiting", self.waiting
        yield "roster", self.roster
        yield "roster-ready", self.ready
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
            counters=(("14", say("Expected")), ("56", say("Served")), ("189", say("Left today"))),
            queue=tuple(
                QueueItem(
                    number=at,
                    name=name,
                    slot=self.words.count("{n} member", "{n} members", members),
                )
                for at, name, members in _QUEUE
            ),
            queue_title=say("Forms of today"),
            day=f"{self.words.weekday(_DAY)} {self._id(self.words.date(_DAY))}",
            camera_hint=say("Bring the form closer until it fills the frame"),
            field_hint=say("Number of form or card, or a name"),
        )

    @cached_property
    def roster(self) -> RosterView:
        """A household of which one adult is still to be seen."""
        say, name = self.words.say, self.words.isolate_name
        band = BandView(
            tone=Tone.OK,
            sign="check",
            headline=say("Attendance recorded: {name}", name=name(_FAMILY[1][0])),
            line=say("The national card matches"),
            next_act=say("Scan the next card"),
            next_line=say("One adult left: {name}", name=name("حسين كاظم")),
        )
        return self._household(band, rows=self._rows(done=False), ready=False, seconds=760)

    @property
    def ready(self) -> RosterView:
        """Every adult has an answer."""
        say, name = self.words.say, self.words.isolate_name
        band = BandView(
            tone=Tone.OK,
            sign="check",
            headline=say("Attendance recorded: {name}", name=name(_FAMILY[2][0])),
            line=say("The national card matches"),
            next_act=say("End the visit"),
            next_line=say("Press Enter, the slip is printed"),
            next_sign="check",
        )
        return self._household(band, rows=self._rows(done=True), ready=True, seconds=1285)

    def _household(
        self, band: BandView, *, rows: tuple[MemberRow, ...], ready: bool, seconds: int
    ) -> RosterView:
        say = self.words.say
        reasons = (
            ("absent", "Absent", False, True), ("home_visit", "Needs a home visit", False, False),
            ("documents_missing", "Documents missing", False, True),
            ("reported_deceased", "Reported deceased", True, False),
            ("reported_abroad_study", "Abroad, studying", True, False),
            ("reported_abroad_treatment", "Abroad for treatment", True, False),
            ("reported_abroad_work", "Abroad, working", True, False),
            ("reported_abroad_other", "Abroad, another reason", True, False),
            ("reported_abroad_not_stated", "Abroad, reason not stated", True, False),
            ("left_household", "Left the household", True, False),
            ("unknown_to_household", "Unknown to the household", False, False),
        )  # fmt: skip
        return RosterView(
            title=say("Household of {name}", name=self.words.isolate_name(_FAMILY[0][0])),
            form_state=say("Form accepted"),
            facts=(
                (say("Ration card"), self._id("2419037")),
                (say("Form"), self._id("KA26-0441-209")),
                (say("Slot"), self._id("10:00")),
                (say("Address"), "حي الحسين، محلة 214، زقاق 12، دار 7"),
            ),
            rows=rows,
            ready=ready,
            band=band,
            clock=ClockView(opened=self.now - seconds, accurate=True),
            camera_hint=say("Card read") if ready else say("Hold the card inside the frame"),
            counters=((self._id("10:30"), say("Next slot")), (self._id("14"), say("Expected"))),
            reasons=tuple(
                ReasonView(code=c, label=say(label), asks_evidence=e, asks_return=r)
                for c, label, e, r in reasons
            ),
            documents=(
                ("civil_status_id", say("Civil-status ID")),
                ("nationality_certificate", say("Nationality certificate")),
            ),
            voidable=tuple(
                (str(n), say("Attendance of {name}", name=self.words.isolate_name(_FAMILY[n][0])))
                for n in (1, 0)
            ),
            void_reasons=(
                ("wrong_person", say("The wrong person was recorded")),
                ("wrong_reason", say("The wrong reason was recorded")),
                ("changed", say("The family states otherwise now")),
            ),
        )

    def _rows(self, *, done: bool) -> tuple[MemberRow, ...]:
        say, present = self.words.say, self.words.say_as
        scanned = "Card scanned {time}"
        states = (
            (_SEEN, Tone.OK, "check", present("male", "Present"), say(scanned, time="10:14")),
            (_SEEN, Tone.OK, "check", present("female", "Present"), say(scanned, time="10:19")),
            (_SEEN, Tone.OK, "check", present("male", "Present"), say(scanned, time="10:25"))
            if done
            else (
                _WANTED, Tone.TODO, "person", say("Not seen yet"),
                say("To come in person with the original card"),
            ),
            (
                _OTHERS, Tone.PEND, "hourglass", say("Abroad, studying"),
                say("Waiting for the manager to confirm"),
            ),
            (_OTHERS, Tone.QUIET, "minus", say("Under 18"), say("Need not come")),
        )  # fmt: skip
        return tuple(
            MemberRow(
                id=str(n),
                name=name,
                facts=f"{say(relation)} · {self.words.count('{n} year', '{n} years', int(age))}"
                f" · {self._id(birth)}",
                ticks=ticks,
                tone=tone,
                sign=sign,
                state=state,
                need=need,
                is_turn=tone is Tone.TODO,
            )
            for n, ((name, relation, age, birth), (ticks, tone, sign, state, need)) in enumerate(
                zip(_FAMILY, states, strict=True)
            )
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

    @property
    def found(self) -> tuple[FoundRow, ...]:
        """What a search for a name finds."""
        return tuple(
            FoundRow(id=str(n), title=name, facts=self._id(f"24190{n}7 · 10:30"))
            for n, (_, name, _members) in enumerate(_QUEUE[:4])
        )

    @property
    def notice(self) -> tuple[str, str]:
        """A camera that was pulled out."""
        say = self.words.say
        return say("The camera is gone"), say("Plug it in again. Typing works meanwhile.")

    @property
    def day(self) -> DayView:
        """A day at noon."""
        say = self.words.say
        counts = (("56", "Served"), ("47", "Completed"), ("9", "Return visits"))
        waits = ("زهراء كريم", "وسام فاخر", "عبد الرضا ناهي")
        return DayView(
            day=_DAY,
            title=say("Day"),
            counters=(
                *(CounterView(figure=figure, label=say(label)) for figure, label in counts),
                CounterView(figure="4", label=say("Statements"), tone=Tone.PEND),
                CounterView(figure="2", label=say("Returned mail"), tone=Tone.TODO),
                CounterView(figure="17", label=say("Median minutes")),
            ),
            statements_title=say("Statements for a second look"),
            statements=tuple(
                StatementRow(
                    sign="globe",
                    title=f"{name} · {say('Abroad for treatment')}",
                    line="سارة الربيعي",
                    age=self._id("10:02"),
                    evidence=say("a paper was seen"),
                )
                for name in waits
            ),
            statements_none=say("Nothing waits for a second look."),
            letters=(
                StatementRow(
                    sign="mail",
                    title=say("Served at two desks"),
                    line=say("Compare the two slips"),
                    tone=Tone.TODO,
                ),
            ),
            sync=(
                (SyncView(tone=Tone.OK, sign="receipt", text=say("Confirmed by the central")),
                 "1,204"),
                (SyncView(tone=Tone.QUIET, sign="unlink", text=say("Waiting to be sent")), "42"),
            ),
            hours=tuple(
                HourView(
                    label=f"{hour:02}",
                    came=24 - hour if hour < 11 else 0,
                    served=22 - hour if hour < 11 else 0,
                    planned=0 if hour < 11 else 30 - hour,
                    is_now=hour == 10,
                )
                for hour in range(8, 20)
            ),
            hours_words=say("Visits by hour"),
            capacity=24,
            clerks=tuple((name, str(9 - n), str(15 + n)) for n, (name, _) in enumerate(_CLERKS)),
        )  # fmt: skip
