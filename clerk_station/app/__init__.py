"""Builds every part and joins them: the only room that knows every other."""
