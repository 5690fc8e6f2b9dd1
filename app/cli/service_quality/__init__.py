"""`peakshift service-quality`: files, work orders, complaints, and what comes of them."""
