"""The day itself: the floor, who is out, who helps, what to write to whom."""
