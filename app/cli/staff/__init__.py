"""People, contracts, templates, wishes and leave."""
