"""From the desk's answers to what the screens show, in the reader's language; pure functions."""
