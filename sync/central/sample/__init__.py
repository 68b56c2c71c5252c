"""A made-up Karbala: ten centres, their clerks, families and appointments; nobody in it is real."""

from sync.central.sample.fill import Sample, fill
from sync.central.sample.staff import pin_of

__all__ = ["Sample", "fill", "pin_of"]
