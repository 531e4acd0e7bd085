"""Runs once a day: reads the accounts' lists of message templates."""
