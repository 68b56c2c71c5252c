"""The scanner beside other engines: frames, engines each in a process of its own, and scores."""
