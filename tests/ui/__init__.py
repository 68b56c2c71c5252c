"""The window: what it shows and what it hears."""
