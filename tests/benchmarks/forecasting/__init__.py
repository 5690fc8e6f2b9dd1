"""Published benchmarks that anyone can rerun."""
