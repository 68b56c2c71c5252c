"""The scan room: from light to a Reading."""
