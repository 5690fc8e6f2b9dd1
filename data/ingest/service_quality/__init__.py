"""Files of the service loops: exports of the trade and our own long form, to records by kind."""
