"""Runs every minute: wakes what is due."""
