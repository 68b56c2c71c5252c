"""Truths about every input of the pure parts, tried by hypothesis in the suite and by atheris."""
