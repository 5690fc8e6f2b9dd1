"""Complaints in a closed loop: six steps, how long each takes, what they hang together with."""
