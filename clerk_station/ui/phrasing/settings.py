"""Settings in words: what each is, what it may be, and who may change it."""

from dataclasses import asdict, replace
from typing import Any

from clerk_station.desk.roles import Act, may
from clerk_station.domain.records import Clerk
from clerk_station.settings import IDLE_MINUTES, TEXT_SIZES, Settings
from clerk_station.ui.views import Pair
from clerk_station.ui.views_around import SettingRow, SettingsView
from clerk_station.words import LANGUAGES, Words

_ON, _OFF = "on", "off"


def settings_view(
    words: Words, settings: Settings, *, clerk: Clerk | None, running: int
) -> SettingsView:
    """Show what holds.

    Args:
        words: the reader's language.
        settings: as they are kept.
        clerk: who is signed in, None at the sign-in.
        running: the text size in which the window runs now.
    """
    say = words.say
    is_managers = clerk is not None and may(clerk.role, Act.CHANGE_LOCK)
    sizes = tuple((str(size), words.isolate(f"{size}%")) for size in TEXT_SIZES)
    minutes = tuple((str(n), words.count("{n} minute", "{n} minutes", n)) for n in IDLE_MINUTES)
    themes = (
        ("light", say("Light")),
        ("dark", say("Dark")),
        ("contrast", say("High contrast")),
    )
    return SettingsView(
        title=say("Settings of this desk"),
        reopen=""
        if settings.text_size == running
        else say(
            "The new text size holds when the window opens anew. "
            "You sign in again, and what lies on the desk stays."
        ),
        rows=(
            _row("language", say("Language"), "", tuple(LANGUAGES.items()), settings),
            _row(
                "text_size", say("Text size"), say("Of everything in the window"), sizes, settings
            ),
            _row("theme", say("Colours"), "", themes, settings),
            _row(
                "still",
                say("Motion"),
                say("Nothing waits for a movement"),
                ((_OFF, say("A little")), (_ON, say("No motion"))),
                settings,
            ),
            _row(
                "sounds",
                say("Sounds"),
                say("All that is heard is seen as well"),
                ((_ON, say("On")), (_OFF, say("Off"))),
                settings,
            ),
            replace(
                _row(
                    "idle_minutes",
                    say("Lock by itself"),
                    say("When nobody touched anything for so long"),
                    minutes,
                    settings,
                ),
                locked="" if is_managers else say("Only the manager changes this"),
            ),
        ),
    )


def _row(
    name: str, label: str, line: str, choices: tuple[Pair, ...], settings: Settings
) -> SettingRow:
    held = asdict(settings)[name]
    chosen = (_ON if held else _OFF) if isinstance(held, bool) else str(held)
    return SettingRow(name=name, label=label, line=line, choices=choices, chosen=chosen)


def changed(settings: Settings, name: str, code: str) -> Settings:
    """Give the settings in which one has the value of a code."""
    held = asdict(settings)[name]
    value: Any = code
    if isinstance(held, bool):
        value = code == _ON
    elif isinstance(held, int):
        value = int(code)
    return replace(settings, **{name: value})
