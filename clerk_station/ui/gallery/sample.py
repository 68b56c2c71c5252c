"""Made-up people and a made-up day, as views: all that the gallery shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from clerk_station.domain.mail import Mail
from clerk_station.domain.records import Role
from clerk_station.ui.gallery.desk import DAY, QUEUE, DeskSample
from clerk_station.ui.gallery.letters import made_up_mail
from clerk_station.ui.gallery.matters import made_up_left
from clerk_station.ui.gallery.today import TodaySample, made_up_day
from clerk_station.ui.hall import HallView
from clerk_station.ui.phrasing.centre_day import hour_views, times_view, window_rows
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.phrasing.matters import matters_view
from clerk_station.ui.phrasing.post import sync_rows
from clerk_station.ui.views import (
    ClerkView,
    CounterView,
    DayView,
    FoundRow,
    LettersView,
    MattersView,
    SignInView,
    StatementRow,
    SyncView,
    Tone,
    TopView,
)
from clerk_station.words import LANGUAGES
from sync.condition import Alarm
from sync.status import Phase, Status

_CLERKS = (
    ("أحمد شريف", "أ"), ("سارة الربيعي", "س"), ("علي مهدي", "ع"), ("نور صباح", "ن"),
    ("هبة جليل", "ه"), ("حيدر ثامر", "ح"), ("ميسون العبيدي", "م"),
)  # fmt: skip


@dataclass(frozen=True)
class Sample(DeskSample, TodaySample):
    """Every view of the gallery."""

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
            places=(
                ("desk", say("Desk")),
                ("today", say("Today")),
                ("matters", self.words.count("Follow-up {n}", "Follow-up {n}", 5)),
                ("letters", self.words.count("Mail {n}", "Mail {n}", 4)),
                ("day", say("Manager")),
            ),
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
            languages=tuple(LANGUAGES.items()),
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

    @property
    def found(self) -> tuple[FoundRow, ...]:
        """What a search for a name finds."""
        return tuple(
            FoundRow(id=str(n), title=name, facts=self._id(f"24190{n}7 · 10:30"))
            for n, (_, name, _members) in enumerate(QUEUE[:4])
        )

    @property
    def notice(self) -> tuple[str, str]:
        """A camera that was pulled out."""
        say = self.words.say
        return say("The camera is gone"), say("Plug it in again. Typing works meanwhile.")

    @property
    def letters(self) -> LettersView:
        """Mail and cases of a centre, as its manager sees them, on a machine whose clock is off."""
        status = Status(phase=Phase.SETTLED, drift=184.0, alarm=Alarm.BRANCHED)
        sync = sync_rows(self.words, status, now=self.now, returned=2)
        return letters_view(self.words, made_up_mail(), sync=sync)

    def matters(self, role: Role) -> MattersView:
        """What waits for others, as somebody in a role sees it."""
        left = made_up_left(made_up_mail().households["H1"])
        return matters_view(self.words, left, role=role, me="M1")

    @property
    def hall(self) -> HallView:
        """A hall in which the fourth window called."""
        earlier = (("263", "3"), ("162", "1"), ("561", "5"), ("260", "2"))
        return HallView(
            number="464", window="4", earlier=earlier, waiting=14, clock="10:22", call="5"
        )

    @property
    def no_letters(self) -> LettersView:
        """The same place when nothing waits."""
        return letters_view(self.words, Mail(), sync=self.day.sync)

    @property
    def day(self) -> DayView:
        """A day at noon."""
        say = self.words.say
        counts = (("56", "Served"), ("47", "Completed"), ("9", "Return visits"))
        waits = ("زهراء كريم", "وسام فاخر", "عبد الرضا ناهي")
        return DayView(
            day=DAY,
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
            hours=hour_views(made_up_day(), first=8, last=20),
            hours_words=say("Visitors by hour"),
            capacity=24,
            times=times_view(self.words, made_up_day()),
            windows=window_rows(self.words, made_up_day()),
        )  # fmt: skip
