"""What commands share: options, output, the database of a call, Ctrl-C, earlier names."""
