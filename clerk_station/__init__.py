"""The clerk station: the desk at an update centre, offline first."""

import os

__version__ = "0.1.0"

# numpy's threads wait for one another by spinning, which doubles the scanner's processor time and
# gains nothing on matrices as small as ours. It reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
