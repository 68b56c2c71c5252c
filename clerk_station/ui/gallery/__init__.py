"""Every screen and state as pictures, with made-up people: for looking, and for tests."""
