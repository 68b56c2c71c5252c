"""Settings, help, the guide and the page about the program, in the window."""

from collections.abc import Iterator
from dataclasses import replace

from clerk_station.domain.records import Clerk, Role
from clerk_station.settings import Settings
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.help import GUIDE, HELP, about_page, guide_page, help_page
from clerk_station.ui.phrasing.settings import settings_view
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.help import HelpScreen
from clerk_station.ui.screens.settings import SettingsScreen

_MANAGER = Clerk(id="M1", centre="KA-04", name="نور", role=Role.MANAGER, verifier="")


def around(window: MainWindow, sample: Sample) -> Iterator[str]:
    """Bring the window into one state after another and name each."""
    words, settings, help_ = (
        sample.words,
        window.screen_of(SettingsScreen),
        window.screen_of(HelpScreen),
    )
    chosen = Settings(language=words.language, theme=str(window.look.theme), text_size=150)
    window.go(DeskScreen.place)
    window.screen_of(DeskScreen).show_view(sample.roster)
    keys = window.keys()
    window.show_top(replace(sample.top, place=""))
    for name, clerk, size in (("settings", _MANAGER, 150), ("settings-reopen", None, 100)):
        settings.show_view(settings_view(words, chosen, clerk=clerk, running=size))
        window.go(SettingsScreen.place)
        yield name
    window.go(HelpScreen.place)
    for place in HELP:
        help_.show_view(help_page(words, place, keys=keys if place == "desk" else ()))
        yield f"help-{place}"
    for step in range(1, len(GUIDE) + 1):
        help_.show_view(guide_page(words, step))
        yield f"guide-{step}"
    help_.show_view(
        about_page(
            words,
            versions=(("clerk-station", "0.1.0"), ("Python", "3.11.7"), ("Qt", "6.11.3")),
            licences=(("cbor2", "5.9.0", "MIT"), ("cryptography", "50.0.2", "Apache-2.0")),
            facts=((words.say("Station"), "S1"), (words.say("Centre"), "KA-04")),
        )
    )
    yield "about"
