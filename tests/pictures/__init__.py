"""Every screen and state as it looks, kept as pictures and compared with what is drawn now."""
