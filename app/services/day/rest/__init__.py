"""The rest of the running day: forecast, agents and service from now on."""
