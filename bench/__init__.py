"""What AppCare does under load, measured: each comparison in one run, the result a ratio."""
