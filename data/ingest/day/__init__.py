"""Files of the running day: states of queues and agents."""
