"""The screens of the window. A new one is a file here and a name in this tuple."""

from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.help import HelpScreen
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.screens.settings import SettingsScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.screens.today import TodayScreen

SCREENS: tuple[type[Screen], ...] = (
    SignInScreen,
    DeskScreen,
    TodayScreen,
    LettersScreen,
    MattersScreen,
    DayScreen,
    SettingsScreen,
    HelpScreen,
)
