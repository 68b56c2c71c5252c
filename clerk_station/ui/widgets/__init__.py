"""The pieces of the screens. Each is given a `Look` and frozen views, and paints itself."""
