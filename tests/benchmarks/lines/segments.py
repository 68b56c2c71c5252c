"""TCP segments in IPv4 packets, as far as a line has to understand them (RFC 791, RFC 9293)."""

import struct

_TCP, _SYN, _RST, _ACK = 6, 0x02, 0x04, 0x10


def is_segment(packet: bytes) -> bool:
    """Tell whether this is IPv4 without options that carries TCP."""
    return len(packet) >= 40 and packet[0] == 0x45 and packet[9] == _TCP


def flow_of(packet: bytes) -> bytes:
    """Name the connection, the same for both directions."""
    here, there = packet[12:16] + packet[20:22], packet[16:20] + packet[22:24]
    return min(here, there) + max(here, there)


def is_opening(packet: bytes) -> bool:
    """Tell whether the segment opens a connection."""
    return packet[33] & (_SYN | _ACK) == _SYN


def reset_to(packet: bytes) -> bytes:
    """Write the reset that the sender of this segment believes: it begins where that one waits."""
    source, target = packet[12:16], packet[16:20]
    from_port, to_port, _, waits_for = struct.unpack(">HHII", packet[20:32])
    segment = struct.pack(">HHIIBBHHH", to_port, from_port, waits_for, 0, 5 << 4, _RST, 0, 0, 0)
    pseudo = target + source + struct.pack(">BBH", 0, _TCP, len(segment))
    segment = segment[:16] + _sum(pseudo + segment) + segment[18:]
    header = struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0, 64, _TCP, 0) + target + source
    return header[:10] + _sum(header) + header[12:] + segment


def _sum(data: bytes) -> bytes:
    """Give the Internet checksum of an even number of bytes (RFC 1071)."""
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack(">H", ~total & 0xFFFF)
