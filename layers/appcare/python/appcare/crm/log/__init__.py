"""A destination that only writes log lines."""
