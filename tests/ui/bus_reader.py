"""Reads the accessibility bus as a screen reader does; run by Debian's Python, which has Gio.

    python3 bus_reader.py NAME

Waits for an application of this name on the bus and prints its tree as one line of JSON; for each
line that comes in it does so again. Between them it prints a line for each event that it hears.
"""

import json
import sys
import time
from typing import Any

import gi  # type: ignore[import-not-found] # Debian's own

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # type: ignore[import-not-found] # noqa: E402 - after the version

ACCESSIBLE, REGISTRY = "org.a11y.atspi.Accessible", "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
STATES = {
    1: "active", 4: "checked", 8: "enabled", 11: "focusable", 12: "focused", 25: "showing",
    30: "visible", 41: "checkable",
}  # fmt: skip
"""Bit and name, by AtspiStateType, of those that are looked at."""
PATIENCE_S = 60.0


def bus() -> Any:
    """Connect to the bus that the session names."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    door = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    address = session.call_sync(*door, None, None, 0, 5000, None).unpack()[0]
    kind = Gio.DBusConnectionFlags
    flags = kind.AUTHENTICATION_CLIENT | kind.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


def ask(
    line: Any, owner: str, path: str, method: str, *, of: str = ACCESSIBLE, values: Any = None
) -> Any:
    """Call one method and give what it answers."""
    return line.call_sync(owner, path, of, method, values, None, 0, 5000, None).unpack()[0]


def prop(line: Any, owner: str, path: str, name: str) -> Any:
    """Give one property of a widget."""
    values = GLib.Variant("(ss)", (ACCESSIBLE, name))
    return ask(line, owner, path, "Get", of="org.freedesktop.DBus.Properties", values=values)


def told(line: Any, owner: str, path: str) -> dict[str, Any]:
    """Give a widget that is in sight with all below it."""
    low, high = ask(line, owner, path, "GetState")
    states = [name for bit, name in STATES.items() if (low | high << 32) >> bit & 1]
    below = ask(line, owner, path, "GetChildren") if path == ROOT or "showing" in states else ()
    return {
        "role": ask(line, owner, path, "GetRoleName"),
        "name": prop(line, owner, path, "Name"),
        "states": states,
        "children": [told(line, *child) for child in below],
    }


def application(line: Any, name: str) -> tuple[str, str]:
    """Wait for an application; give where it is."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        for where in ask(line, REGISTRY, ROOT, "GetChildren"):
            if prop(line, where[0], where[1], "Name") == name:
                return (where[0], where[1])
        time.sleep(0.1)  # no signal comes before it is known
    sys.exit(f"no application of the name {name}")


def say(thing: object) -> None:
    """Print one thing."""
    print(json.dumps(thing, ensure_ascii=False), flush=True)


def main() -> None:
    """Tell the tree, then what happens, and the tree again whenever it is asked for."""
    line = bus()
    for kind in ("object:announcement", "object:state-changed:focused", "object:property-change"):
        values = GLib.Variant("(s)", (kind,))
        where = (REGISTRY, "/org/a11y/atspi/registry", REGISTRY, "RegisterEvent")
        line.call_sync(*where, values, None, 0, 5000, None)
    found = application(line, sys.argv[1])

    def heard(*values: Any) -> None:
        sender, interface, signal, arguments = values[1], values[3], values[4], values[5]
        if interface.startswith("org.a11y.atspi.Event") and sender == found[0]:
            detail, _, _, text = arguments.unpack()[:4]
            say({"event": signal, "detail": detail, "text": text if isinstance(text, str) else ""})

    kind = Gio.DBusSignalFlags.NONE
    line.signal_subscribe(None, None, None, None, None, kind, heard)
    say({"tree": told(line, *found)})

    def asked(channel: Any, condition: int) -> bool:
        if condition & GLib.IO_HUP or not channel.readline():
            loop.quit()
            return False
        say({"tree": told(line, *found)})
        return True

    loop = GLib.MainLoop()
    incoming = GLib.IOChannel.unix_new(0)
    GLib.io_add_watch(incoming, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, asked)
    loop.run()


if __name__ == "__main__":
    main()
