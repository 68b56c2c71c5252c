"""What a clerk, a manager or a field team does: one function per intention.

Each writes events and nothing else, and answers with a frozen value. Refusals are values.
"""
