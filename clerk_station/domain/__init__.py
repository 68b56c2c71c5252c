"""What is true: values and pure rules, standard library only, no clock and no I/O."""
