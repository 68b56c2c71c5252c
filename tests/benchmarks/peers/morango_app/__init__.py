"""The desk's records as a Django application for Morango; only for the rival's environment."""
