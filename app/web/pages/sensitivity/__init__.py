"""The value of one more agent, slot, template or rule step."""
