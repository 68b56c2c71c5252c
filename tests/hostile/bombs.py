"""Small packets that want much memory: `python -m tests.hostile.bombs KIND` unpacks one, badly.

That is the control: without limits the same bytes take more memory than a worker may.
"""

import resource
import sys
import zlib
from collections.abc import Callable

import zstandard

from sync.envelope import MOST_COMPRESSED


def zeros() -> bytes:
    """A gigabyte of zeros in some kilobytes."""
    packer = zstandard.ZstdCompressor(level=1, write_content_size=False).compressobj()
    part = packer.compress(bytes(1 << 30)) + packer.flush()
    assert len(part) < MOST_COMPRESSED
    return part


def wide() -> bytes:
    """A frame that announces a window of 2 GiB (RFC 8878, 3.1.1.1.2) and holds one byte."""
    magic, descriptor, window = b"\x28\xb5\x2f\xfd", b"\x00", bytes([21 << 3])
    block = (1 | 0 << 1 | 1 << 3).to_bytes(3, "little") + b"a"
    return magic + descriptor + window + block


def deep() -> bytes:
    """Eight megabytes of opening brackets as the header of a batch."""
    text = b"[" * ((8 << 20) - 100)
    return zstandard.compress(b"CSB1" + len(text).to_bytes(4) + text)


def other() -> bytes:
    """Zeros under another compression than ours."""
    return zlib.compress(bytes(64 << 20), 9)


BOMBS: dict[str, Callable[[], bytes]] = {make.__name__: make for make in (zeros, wide, deep, other)}


def peak() -> int:
    """Give the most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    bomb = BOMBS[sys.argv[1]]()
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    whole = unpacker.decompressobj().decompress(bomb)
    print(peak())
