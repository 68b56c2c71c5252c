"""Inputs to begin with, made here: good zones, a sealed form, a reader's burst, hostile texts."""

from tests.fuzz import inputs, post

ZONES = (
    "IDIRQAA00000011198000000001<<<8001014M3301018IRQ<<<<<<<<<<<5XKHFAJY<<ELY<<<<<<<<<<<<<<<<<<",
    "IDIRQZ000000027199000000002<<<9006153F3406153IRQ<<<<<<<<<<<7<<FAXTTMXAH<<<<<<<<<<<<<<<<<<<",
    "IDUTOK73519046<8223<<<<<<<<<<<7703148M3309058UTO<<<<<<<<<<<4EXEMPLE<<KARIM<<<<<<<<<<<<<<<<",
)
PASSPORT = (
    "P<IRQALMUSAWI<<ZAINAB<HASAN<<<<<<<<<<<<<<<<<A123456784IRQ8403098F3405019<<<<<<<<<<<<<<04"
)
TEXTS = (
    inputs.FORM.number,
    inputs.SEALED,
    "'; DROP TABLE visits; --",
    "<script>alert(1)</script>",
    "a\0b\x1b[2J\r\nc",
    "\u202eKA26\u2066\u200f",
    "ض" * 40,
    "x" * 1100,
)


def seeds(name: str) -> list[bytes]:
    """Give the inputs that a target starts from."""
    if name in post.TARGETS:
        return post.seeds(name)
    zones = [bytes([how]) + text.encode() for text in ZONES for how in (0, 2, 6, 14, 30)]
    zones += [bytes([how | 1]) + PASSPORT.encode() for how in (0, 2, 6, 14)]
    texts = [text.encode("utf-8", "surrogateescape") for text in TEXTS]
    *_, claims, _ = inputs.parts()
    by_target = {
        "documents": zones,
        "decodes": zones,
        "zones": [*zones, *(b"\n".join(_rows(text)) for text in ZONES)],
        "typed": [*(text.encode() for text in ZONES), *texts],
        "names": ["علي زينب".encode(), bytes(range(41)), b"XKHFAJY<XTAXAH", *texts],
        "forms": [
            *(b"\0" + text for text in texts),
            *(bytes([how]) + claims for how in (2, 3, 4)),
            b"\1" + inputs.sealed_bytes(),
        ],
        "tame": texts,
        "bursts": [bytes([8, code, 65]) * 20 for code in (2, 16, 30, 255)],
    }
    return by_target[name]


def _rows(text: str) -> list[bytes]:
    return [text[at : at + 30].encode() for at in range(0, 90, 30)]
