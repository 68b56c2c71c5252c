"""A deterministic simulation: the production post and stores, on made-up time, lines and disks."""
