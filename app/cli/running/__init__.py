"""Commands of whoever keeps PeakShift running: the night, jobs, compiled kernels."""
