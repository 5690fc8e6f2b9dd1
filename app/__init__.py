"""Use cases and the doors to them: command line and pages."""

import os

# Before numpy is loaded. Matrices here are small: a second thread of linear algebra mostly waits,
# busily (forecasts of the tests: 14 to 19 s of processor time with two, 8 s with one), and where
# sums are split by threads their last digit depends on the machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
