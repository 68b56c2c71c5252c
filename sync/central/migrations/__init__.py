"""How the central's schema came to be: a step a file in `versions`, taken by `schema.py`."""
