"""What the station uses of pyzbar 0.1."""
