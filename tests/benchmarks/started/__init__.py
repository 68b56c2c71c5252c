"""Programs that are started and timed: they import nothing before they have to."""
