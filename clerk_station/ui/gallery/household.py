"""A made-up household at the desk."""

from dataclasses import dataclass, replace
from functools import cached_property

from clerk_station.ui.gallery.letters import made_up_mail
from clerk_station.ui.phrasing.register import register_view
from clerk_station.ui.views import (
    BandView,
    ClockView,
    MemberRow,
    PaperView,
    ReasonView,
    RosterView,
    Tick,
    Tone,
)
from clerk_station.words import Words

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


@dataclass(frozen=True)
class HouseholdSample:
    """A household at the desk in one language; `now` is the monotonic clock in seconds."""

    words: Words
    now: float

    def _id(self, text: str) -> str:
        return self.words.isolate(text)

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
                ReasonView(
                    code=c,
                    label=say(label),
                    asks_evidence=e,
                    asks_return=r,
                    asks_home=c == "home_visit",
                )
                for c, label, e, r in reasons
            ),
            papers=(
                (say("Residence card"), Tick.YES),
                (say("{paper}, to be brought", paper=say("Old ration card")), Tick.OWED),
            ),
            documents=self._papers(),
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

    @property
    def pending(self) -> RosterView:
        """Every adult has an answer, and what is stated of one waits for a second person."""
        say, name = self.words.say, self.words.isolate_name
        said = say("{name}, {statement}", name=name("مريم كاظم"), statement=say("Abroad, studying"))
        return replace(
            self.ready,
            close_label=say("End and refer to the manager"),
            confirmable=(("3", said),),
            managers=(("M1", "نور صباح"), ("M2", "حيدر ثامر")),
            address="حي الحسين، محلة 214، زقاق 12، دار 7",
        )

    @property
    def correcting(self) -> RosterView:
        """A household of which something is asked to be changed."""
        words, register = self.words, register_view(self.words, made_up_mail().households["H1"])
        known = {(str(n), "birth"): birth for n, (*_, birth) in enumerate(_FAMILY)}
        asked = f"{words.say('Day of birth')}: 2004/07/21"
        rows = tuple(
            replace(row, facts=f"{asked} · {row.facts}") if row.id == "2" else row
            for row in self.roster.rows
        )
        return replace(self.roster, rows=rows, register=replace(register, registered=known))

    def _papers(self) -> tuple[PaperView, ...]:
        say = self.words.say
        own = (
            ("civil_status_id", "Civil-status ID"),
            ("nationality_certificate", "Nationality certificate"),
        )
        shared = (
            ("residence_card", "Residence card", Tick.YES),
            ("old_ration_card", "Old ration card", Tick.OWED),
        )
        return (
            *(
                PaperView(member=str(n), code=code, label=say(label), tick=Tick.NO)
                for n in range(len(_FAMILY))
                for code, label in own
            ),
            *(PaperView(member="", code=c, label=say(label), tick=t) for c, label, t in shared),
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
                may_attend=tone is Tone.TODO,
            )
            for n, ((name, relation, age, birth), (ticks, tone, sign, state, need)) in enumerate(
                zip(_FAMILY, states, strict=True)
            )
        )
