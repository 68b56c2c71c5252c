"""A station that records and sends until it is killed: `python -m tests.kills.station`.

It says each event on its standard output when it is saved, by its seq. With `--boast` it is
the control: it says so before it saves.
"""

import argparse
import random
import threading
import time
from pathlib import Path

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import open_store
from sync.cycle import Cycle
from sync.http import HttpServer
from tests.world import KEY, HeldClock

PAUSE = 0.01


def main() -> None:
    """Open the folder and work on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("address")
    parser.add_argument("--boast", action="store_true")
    parser.add_argument("--finish", action="store_true", help="send what waits, record no more")
    asked = parser.parse_args()
    store = open_store(asked.folder, key=KEY, clock=HeldClock().as_clock())
    cycle = Cycle(
        outbox=store.outbox,
        lives=store.lives,
        inbox=store.inbox,
        server=HttpServer(asked.address, token=store.enrolment.token),
        monotonic=time.monotonic,
        wall=time.time,
        random=random.random,
    )
    pause, draft = threading.Event(), Draft(body=ClerkSignedIn(), clerk="C1", session="s1")
    print("open", flush=True)
    while store.outbox.waiting() or not asked.finish:
        if not asked.finish:
            if asked.boast:
                print(store.journal.head().seq + 1, flush=True)
                pause.wait(PAUSE)
            (event,) = store.journal.append(draft, known=ServerTime())
            if not asked.boast:
                print(event.seq, flush=True)
        if cycle.step() > 0:
            pause.wait(PAUSE)
            if cycle.status.attempts:
                cycle.send_now()
    store.close()


if __name__ == "__main__":
    main()
