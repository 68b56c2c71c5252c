"""The window: shows frozen views and says what the clerk meant; it decides nothing.

PySide reads the source of every module that is imported after it, to look for switches of its own
(`from __feature__`) that nobody here uses; with what it keeps of them that is a sixth of a start
and 28 MB. So the import that Python came with is put back.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - it has replaced the import by its own from here on

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
