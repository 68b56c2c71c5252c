"""From light to a Reading: cameras, decoders, and readers that type."""
