"""Sends messages to customers, from one FIFO queue for each number, and looks again at what is unclear."""
