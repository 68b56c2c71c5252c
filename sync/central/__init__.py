"""The central server: the registry, its feed to the centres, and what the stations recorded."""
