"""Reads the log's stream: says what happened and queues it for whoever wants to know."""
