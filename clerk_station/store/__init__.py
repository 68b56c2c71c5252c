"""The station's two encrypted databases, and the only room that speaks SQL."""
