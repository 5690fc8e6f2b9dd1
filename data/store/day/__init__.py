"""The running day in the store: states of queues and agents, forecasts of its rest."""
