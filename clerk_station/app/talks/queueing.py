"""The queue at the desk: numbers in the hall, calling, and who did not come."""

from collections.abc import Callable
from typing import TypeVar

from clerk_station.app.talks.desk import Acts, Part
from clerk_station.desk import forms, queue
from clerk_station.desk.session import Desk
from clerk_station.domain.day_list import Line
from clerk_station.domain.forms import Refused
from clerk_station.domain.visits import How, Priority
from clerk_station.errors import StationError
from clerk_station.ui.intents import ArrivalFound, ArrivalShown, CallAsked, MissedSaid, NumberVoided
from clerk_station.ui.phrasing import verdicts
from clerk_station.ui.phrasing.waiting import priority_name
from clerk_station.ui.sounds import Sound

T = TypeVar("T")
Given = queue.Arrived | Refused | forms.Mistyped


class Queueing(Part):
    """Takes what moves the queue."""

    def acts(self) -> Acts:
        """Arrivals, calls, and who was called in vain."""
        return {
            ArrivalShown: self._shown,
            ArrivalFound: self._found,
            CallAsked: lambda _: self._do(queue.call_next, self._called),
            NumberVoided: self._number_voided,
            MissedSaid: lambda _: self._do(queue.miss, self._missed),
        }

    def _shown(self, shown: ArrivalShown) -> None:
        how = How.SCANNED if shown.scanned else How.TYPED
        self._do(
            lambda desk: queue.arrive(desk, shown.text, priority=shown.priority, how=how),
            lambda given: self._given(given, shown.priority),
        )

    def _found(self, found: ArrivalFound) -> None:
        self._do(
            lambda desk: queue.arrive_without(desk, found.household, priority=found.priority),
            lambda given: self._given(given, found.priority),
        )

    def _given(self, given: Given, priority: Priority) -> None:
        talk = self.talk
        match given:
            case queue.Arrived() as arrived:
                talk.screen.show_given(*self._said(arrived, priority))
                talk.heard.emit(Sound.ADMITTED)
                talk.again()
            case Refused() as refused:
                now = talk.store.journal.clock.now()
                view = verdicts.refusal_view(talk.words, refused, centres=talk.centres, now=now)
                talk.screen.show_view(view)
                talk.heard.emit(Sound.REFUSED)
            case forms.Mistyped(text):
                talk.heard.emit(Sound.UNSURE)
                talk.tell(
                    StationError(
                        "The form number is mistyped",
                        "Compare {number} with the paper, its check digits do not hold",
                        number=talk.words.isolate(text),
                    )
                )
        talk.changed.emit()

    def _said(self, arrived: queue.Arrived, priority: Priority) -> tuple[str, str]:
        """Say the number loud, and how many go before it."""
        words = self.talk.words
        number = words.isolate(arrived.number)
        title = words.say("Number {number}", number=number)
        if arrived.again:
            title = words.say("It has number {number} already", number=number)
        ahead = words.count("{n} family goes before", "{n} families go before", arrived.ahead)
        first = priority_name(words, priority)
        parts = [ahead, *([first] if first else []), words.say("Scan the next form")]
        return title, ". ".join(parts)

    def _called(self, called: queue.Called | queue.NobodyWaits) -> None:
        if isinstance(called, queue.NobodyWaits):
            self.talk.tell(StationError("Nobody waits", "Scan a form, or give numbers with F7"))
        else:
            self.talk.lying.said = ""
        self._moved()

    def _missed(self, line: Line) -> None:
        words = self.talk.words
        self.talk.lying.said = words.say(
            "{number} did not come. With the form it gets back into the queue",
            number=words.isolate(line.number),
        )
        self._moved()

    def _number_voided(self, voided: NumberVoided) -> None:
        reason = self.talk.words.say("The number was given by mistake")
        self._do(
            lambda desk: queue.take_back_number(desk, voided.household, reason=reason),
            lambda _line: self._moved(),
        )

    def _moved(self) -> None:
        self.talk.again()
        self.talk.changed.emit()

    def _do(self, act: Callable[[Desk], T], then: Callable[[T], object]) -> None:
        desk = self.talk.desk
        if desk is not None:
            self.talk.do(lambda: act(desk), then)
