"""The State table: what may change, one file for each port."""
