"""Lower bounds from prices of queues and slots."""
