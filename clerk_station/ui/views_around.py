"""What the settings and the pages to read show: frozen values, every text already in words."""

from dataclasses import dataclass
from enum import Enum

from clerk_station.ui.views import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting: its code, what it is, its choices, and the code of the one that holds.

    `locked` says why it cannot be changed now; empty where it can.
    """

    name: str
    label: str
    line: str
    choices: tuple[Pair, ...]
    chosen: str
    locked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """All settings; `reopen` tells that the window has to open anew, empty where it need not."""

    title: str
    rows: tuple[SettingRow, ...]
    reopen: str = ""


class Page(Enum):
    """Which kind of page lies there to be read."""

    HELP = "help"
    ABOUT = "about"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A head and the sentences below it."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page to read, and the keys that mean something where it was asked for.

    `step` of `steps` is where a guide stands, from 1; both are 0 elsewhere. `said` is what became
    of the last thing asked for here.
    """

    page: Page
    title: str
    line: str
    sections: tuple[Section, ...]
    keys: tuple[Pair, ...] = ()
    step: int = 0
    steps: int = 0
    said: str = ""
