"""Rehearsals: made-up cards and forms, drawn and filmed as a webcam would see them."""
