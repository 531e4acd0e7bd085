"""Runs every minute: wakes what is due, and takes a new plan of the rollout over."""
