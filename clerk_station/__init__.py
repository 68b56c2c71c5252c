"""The clerk station: the desk at an update centre, offline first."""

__version__ = "0.1.0"
