"""Forgets households whose matter is settled: a station keeps nobody's data longer than it needs.

What it keeps for good is the journal, which is never touched here, and the central's word that a
form was served, which names nobody.
"""

from datetime import date

from sqlalchemy import select, text

from clerk_station.store.database import translated
from clerk_station.store.opening import Store
from clerk_station.store.tables import forms

_SETTLED = text(
    """
    with served as (
        select json_extract(data, '$.household') as household, json_extract(data, '$.day') as day,
            json_extract(data, '$.return_day') as return_day
        from records where kind = 'served' and json_valid(data)
    )
    select household from served group by household
    having max(day) <= :last and sum(return_day is null) > 0
        and max(coalesce(return_day, '')) <= :last
    intersect select id from records where kind = 'household'
    except select household from forms where day > :last
    except select household from visits where is_open or day > :last
    except select json_extract(data, '$.household') from records
        where kind in ('statement', 'home_visit', 'correction') and json_valid(data)
        and (json_extract(data, '$.second') in ('pending', 'disputed')
            or json_extract(data, '$.turn') = 'waiting' or json_extract(data, '$.word') = 'waiting')
    """
)


_LEFT = text(
    "select kind, id, json_extract(data, '$.household') from records"
    " where kind in ('statement', 'home_visit', 'correction', 'unfinished') and json_valid(data)"
)
"""What visits left to others: it names members, so it goes with the household."""


def purge(store: Store, *, last: date) -> int:
    """Forget the households that were served on a day or before; give how many these were.

    A household is settled when the central confirmed a visit of it that asked nobody to come
    again, and neither a form, nor a day of return, nor a visit at this desk is later or open, and
    nothing that its visits left to others waits. A later record of it brings it back.
    """
    with translated(), store.cache.begin() as connection:
        rows = connection.execute(_SETTLED, {"last": last.isoformat()})
        gone = [("household", row.household) for row in rows]
        papers = select(forms.c.household, forms.c.number)
        settled = {household for _, household in gone}
        gone += [
            ("form", number)
            for household, number in connection.execute(papers)
            if household in settled
        ]
        gone += [
            (kind, identity)
            for kind, identity, household in connection.execute(_LEFT)
            if household in settled
        ]
        store.inbox.forget(connection, gone)
    return len(settled)
