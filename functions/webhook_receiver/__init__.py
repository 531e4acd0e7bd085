"""Takes Meta's webhooks: checks, splits, stores, answers."""
