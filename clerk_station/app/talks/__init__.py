"""The conversations between the station and its screens: intents in, views out.

All run on the UI thread; every act runs on the store thread and comes home with a frozen answer.
Of the desk each topic is a part of its own, named in `DESK_PARTS`.
"""

from clerk_station.app.talks.answers import Answers
from clerk_station.app.talks.arriving import Arriving
from clerk_station.app.talks.cards import Cards
from clerk_station.app.talks.correcting import Correcting
from clerk_station.app.talks.desk import Part
from clerk_station.app.talks.ending import Ending
from clerk_station.app.talks.queueing import Queueing
from clerk_station.app.talks.seconds import Seconds
from clerk_station.app.talks.temporary import TemporaryCards
from clerk_station.app.talks.unfinished import Aside

DESK_PARTS: tuple[type[Part], ...] = (
    Arriving,
    Cards,
    Answers,
    Seconds,
    Correcting,
    Ending,
    Queueing,
    TemporaryCards,
    Aside,
)
