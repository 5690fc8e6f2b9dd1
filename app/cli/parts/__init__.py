"""What commands share: output, options, the session, interruption."""
