"""One person more, less or otherwise; contracts; leave that is left; files of the whole staff."""
