"""Hello at the central: whose it is, whether its token is still good, and what is held."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from sync.central import tokens
from sync.central.alarms import Kind, raise_alarm
from sync.central.feed import scopes_of
from sync.central.leases import top_up
from sync.central.lives import common_ancestry, known
from sync.central.standings import standing
from sync.central.stations import Identity, by_name, note_heard, note_hello, use_token
from sync.central.tokens import Age
from sync.errors import Garbled, Rejected
from sync.hello import Greeting, Hello, Stand, check_hello, read_hello
from sync.signed import SignedLetter


def greet(
    connection: Connection,
    signed: SignedLetter,
    *,
    authority: Ed25519PrivateKey,
    secret: bytes,
    now: int,
) -> Greeting:
    """Answer a hello.

    Raises:
        Rejected: `unknown_station`, `bad_signature`, or `superseded` where the token was retired.
        Garbled: it is no hello.
    """
    hello = read_hello(signed)
    who = by_name(connection, hello.station, hello.incarnation, alone=True)
    try:
        check_hello(signed, who.public_key)
    except Garbled as error:
        raise Rejected("bad_signature") from error
    note_heard(connection, who)
    number = _present(connection, hello, who, secret=secret, now=now)
    if who.is_barred:
        return _barred(connection, hello, who, now=now)
    note_hello(connection, hello, now=now)
    top_up(connection, who, authority=authority, now=now)
    acknowledged, head = ancestral(connection, who)
    _look(connection, hello, who, acknowledged=acknowledged, now=now)
    return Greeting(
        at=now,
        station=who.station,
        incarnation=who.incarnation,
        nonce=hello.nonce,
        acknowledged=acknowledged,
        head=head,
        token=tokens.make(who.station, who.incarnation, number + 1, secret=secret).text,
        state=who.state,
        lives=tuple(_others(connection, hello, who)),
        centre=who.centre,
        move_to=who.moving_to,
        scopes=scopes_of(who.centre),
    )


def ancestral(connection: Connection, who: Identity) -> tuple[int, bytes]:
    """Give up to which seq every event of a life and of those it came from is held, and the hash.

    What an ancestor lost shows too: nothing after a hole counts.
    """
    held = standing(connection, who)
    acknowledged, head = held.acknowledged, held.head
    for ancestor, left_at in common_ancestry(connection, who):
        held = standing(connection, ancestor)
        if held.acknowledged < left_at:
            acknowledged, head = held.acknowledged, held.head
    return acknowledged, head


def _barred(connection: Connection, hello: Hello, who: Identity, *, now: int) -> Greeting:
    """A lost or retired station hears its state, and what is held: what was lost it sends again."""
    acknowledged, head = ancestral(connection, who)
    return Greeting(
        at=now,
        station=who.station,
        incarnation=who.incarnation,
        nonce=hello.nonce,
        acknowledged=acknowledged,
        head=head,
        state=who.state,
        lives=tuple(_others(connection, hello, who)),
    )


def _present(
    connection: Connection, hello: Hello, who: Identity, *, secret: bytes, now: int
) -> int:
    """Retire what the shown token makes old; give the number of the present one."""
    shown = tokens.read(hello.token, secret=secret)
    if shown is not None and (shown.station, shown.incarnation) != (who.station, who.incarnation):
        shown = None
    age = tokens.age(shown, number=who.token_number, present=who.token_hash)
    if age is Age.RETIRED:
        raise Rejected("superseded")
    number = who.token_number
    if shown is None:
        detail = "the central's key was changed, or the token was made up"
        _alarm(connection, Kind.STRANGE_TOKEN, who, detail=detail, now=now)
    elif age is not Age.PRESENT:
        use_token(connection, who, shown)
        number = shown.number
    return number


def _look(
    connection: Connection, hello: Hello, who: Identity, *, acknowledged: int, now: int
) -> None:
    """Note what the two ends show of each other's past."""
    if hello.acknowledged > acknowledged:
        detail = f"{acknowledged} of {hello.acknowledged} acknowledged events were held"
        _alarm(connection, Kind.CENTRAL_BEHIND, who, detail=detail, now=now)
    if hello.mark > hello.last:
        detail = f"the machine remembers event {hello.mark}, its journal ended at {hello.last}"
        _alarm(connection, Kind.ROLLED_BACK, who, detail=detail, now=now)


def _others(connection: Connection, hello: Hello, who: Identity) -> list[Stand]:
    stands = []
    for asked in hello.lives:
        life = known(connection, who.station, asked.incarnation)
        if life is not None and asked.incarnation != who.incarnation:
            held = standing(connection, life)
            stands.append(
                Stand(incarnation=life.incarnation, last=held.acknowledged, head=held.head)
            )
    return stands


def _alarm(connection: Connection, kind: Kind, who: Identity, *, detail: str, now: int) -> None:
    raise_alarm(
        connection,
        kind,
        station=who.station,
        incarnation=who.incarnation,
        detail=detail,
        now=now,
    )
