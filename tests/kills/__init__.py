"""kill -9 of worker, database server and station under load, counted event by event."""
