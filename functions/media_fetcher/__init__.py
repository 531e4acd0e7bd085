"""Fetches the files that customers send, from one FIFO queue whose lanes are the files."""
