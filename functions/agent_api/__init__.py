"""Answers CRMs and agents: contacts, their histories, and what an event was made from."""
