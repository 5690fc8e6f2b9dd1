"""`peakshift roster`: build, change, check, prove, publish."""
