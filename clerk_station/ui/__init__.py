"""The window: shows frozen views and says what the clerk meant; it decides nothing."""
