"""Help in words: for each screen what it is for and what to do when something does not fit."""

from collections.abc import Iterable, Mapping

from clerk_station.ui.views import Pair
from clerk_station.ui.views_around import Page, PageView, Section
from clerk_station.words import Words, mark

Told = tuple[tuple[str, tuple[str, ...]], ...]
"""Heads, each with the sentences below it: English source texts."""

_LOCKING = (
    mark("The lock"),
    (
        mark("F12 locks the desk at any moment; what lies on it stays, also for another clerk."),
        mark("To hand over: F12, the arrows to the other name, its PIN, Enter."),
        mark("After five wrong PINs in a row each next try waits longer. Every one is recorded."),
    ),
)
_LINE = (
    mark("Without a line"),
    (
        mark("Work as usual: forms, cards and search need no line."),
        mark("What you record is kept here and sent by itself when the line is back."),
    ),
)
HELP: Mapping[str, Told] = {
    "sign-in": (
        (
            mark("Signing in"),
            (
                mark("Choose your name with the arrows, type your PIN and press Enter."),
                mark("If your name is missing, the manager adds it and this machine fetches it."),
                mark("A forgotten PIN is replaced by the manager. Nobody can read it."),
            ),
        ),
        _LOCKING,
        _LINE,
    ),
    "desk": (
        (
            mark("A household in a few acts"),
            (
                mark("Hold the appointment form under the camera, or pass it along the reader."),
                mark("Then the card of each adult, one after another."),
                mark("When every adult has an answer, Enter ends the visit."),
            ),
        ),
        (
            mark("The queue"),
            (
                mark("F7 gives a number to each form that you scan or type, until you press Esc."),
                mark(
                    "F5 calls the next one, and calls again until the form is scanned or F9 says "
                    "nobody came."
                ),
                mark("F8 hangs the numbers up in the hall, on a second screen if there is one."),
                mark("F10 chooses the camera."),
            ),
        ),
        (
            mark("When a card is not read"),
            (
                mark("Wipe it, tilt it away from the light, and bring it closer."),
                mark("F7 takes the number as typed, F8 the papers as seen by you."),
                mark("An unsure reading is never recorded. The band says what to do."),
            ),
        ),
        (
            mark("When somebody is missing"),
            (
                mark("Go to the name with the arrows, press F6 and choose the reason."),
                mark("You record what the family states; others decide what follows from it."),
            ),
        ),
        (
            mark("When something was wrong"),
            (
                mark("F9 takes an answer back, or the whole visit, with a reason."),
                mark("Nothing is erased: both the act and its taking back are kept."),
            ),
        ),
        (
            mark("What the colours say"),
            (
                mark("Green: settled. Amber: your turn. Plum: somebody else's turn."),
                mark("Red: not accepted here. Grey: nobody's turn. Blue: to press, or running."),
                mark("Each colour stands beside a sign and a word."),
            ),
        ),
        _LOCKING,
        _LINE,
    ),
    "today": (
        (
            mark("The day by its hours"),
            (
                mark(
                    "Page up and page down go through the hours, the arrows through the families."
                ),
                mark(
                    "Who has not come an hour after the appointment counts as not come, and may "
                    "still come."
                ),
                mark("Without a line other desks are shown as they were when it was up."),
            ),
        ),
        _LINE,
    ),
    "letters": (
        (
            mark("Mail and cases"),
            (
                mark("Here lies what the central put aside, and what two desks state differently."),
                mark("The arrows choose one; beside it stands what happened and what to do next."),
                mark("Nothing here stops your work, and nothing was lost."),
            ),
        ),
        _LINE,
    ),
    "matters": (
        (
            mark("What waits for others"),
            (
                mark("Here lies what visits left to a manager, to the mobile team or the central."),
                mark("A manager confirms with F5 what somebody else recorded, or says why not."),
                mark("The mobile team begins a visit at home with F5, once it is at the door."),
                mark("What was decided stays here, so that the family can be told."),
            ),
        ),
        _LINE,
    ),
    "day": (
        (
            mark("The manager's day"),
            (
                mark("The figures count this day at this station, the bars its hours."),
                mark("What waits for a second look lies first, the oldest on top."),
                mark("The report names people: keep the files where only you can read them."),
            ),
        ),
        _LINE,
    ),
    "settings": (
        (
            mark("Changing a setting"),
            (
                mark("Tab goes from row to row, the arrows choose, and it holds at once."),
                mark("The text size holds when the window opens anew."),
                mark("The camera is chosen at the desk with F10, while nobody is being served."),
            ),
        ),
    ),
}
"""By the code of the screen where F1 was pressed."""

GUIDE: Told = (
    (
        mark("Welcome to this desk"),
        (
            mark("Six short pages, Enter goes on. You find them again under F1."),
            mark("Everything works by keyboard; the key stands on each button."),
            mark("Ctrl and the comma open the settings: language, text size, colours, sounds."),
        ),
    ),
    (
        mark("The camera and the reader"),
        (
            mark("Look at the desk: the picture of the camera is there. If not, press F10."),
            mark("A form lies in the light frame, a card fills about half of it."),
            mark("A reader that types needs no setting. Try it on any form."),
        ),
    ),
    HELP["desk"][0],
    (
        mark("When something does not fit"),
        (
            mark("The coloured band says what happened, and at its end what to do next."),
            mark("F6 records why somebody is absent, F7 takes a typed card."),
            mark("F9 takes back what was wrong. Nothing is ever erased."),
        ),
    ),
    _LINE,
    (
        mark("Your name stands under all you record"),
        (
            mark("Sign in with your own PIN, and tell it to nobody."),
            mark("Lock with F12 whenever you leave. The desk also locks itself."),
            mark("F1 helps on every screen."),
        ),
    ),
)
"""The pages of the first-run guide."""


def help_page(words: Words, place: str, *, keys: Iterable[Pair], said: str = "") -> PageView:
    """Give the help of a screen with the keys that mean something there now."""
    everywhere = (
        ("F1", words.say("Help")),
        ("Ctrl ,", words.say("Settings")),
        ("F11", words.say("Put a notice away")),
    )
    there = tuple(pair for pair in keys if pair[0] != "F1")
    return PageView(
        page=Page.HELP,
        title=words.say("Help"),
        line=words.say("What this screen is for, and which keys mean something there now"),
        sections=_sections(words, HELP.get(place, HELP["desk"])),
        keys=there + everywhere,
        said=said,
    )


def guide_page(words: Words, step: int) -> PageView:
    """Give one page of the guide; `step` counts from 1."""
    at = max(1, min(step, len(GUIDE)))
    return PageView(
        page=Page.GUIDE,
        title=words.say("First-run guide"),
        line=words.say("Page {n} of {all}", n=words.isolate(at), all=words.isolate(len(GUIDE))),
        sections=_sections(words, GUIDE[at - 1 : at]),
        step=at,
        steps=len(GUIDE),
    )


def about_page(
    words: Words,
    *,
    versions: Iterable[Pair],
    licences: Iterable[tuple[str, str, str]],
    facts: Iterable[Pair],
) -> PageView:
    """Say what runs here, in which versions, and under which terms its parts are passed on."""
    isolate = words.isolate
    return PageView(
        page=Page.ABOUT,
        title=words.say("About this program"),
        line=words.say("The clerk station, under the Apache licence 2.0"),
        sections=(
            Section(
                head=words.say("Versions"),
                lines=tuple(isolate(f"{name} {version}") for name, version in versions),
            ),
            Section(
                head=words.say("This machine"),
                lines=tuple(f"{label}: {isolate(value)}" for label, value in facts),
            ),
            Section(
                head=words.say("Fonts"),
                lines=(isolate("IBM Plex Sans Arabic, OCR-B: OFL-1.1"),),
            ),
            Section(
                head=words.say("Parts made by others, and their licences"),
                lines=tuple(isolate(f"{n} {version}: {terms}") for n, version, terms in licences),
            ),
        ),
    )


def _sections(words: Words, told: Told) -> tuple[Section, ...]:
    return tuple(
        Section(head=words.say(head), lines=tuple(map(words.say, lines))) for head, lines in told
    )
