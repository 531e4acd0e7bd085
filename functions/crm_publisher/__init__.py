"""Delivers events to CRMs, from one FIFO queue for each destination."""
