"""One folder for each Lambda: `handler.py` takes the event, `wiring.py` puts the parts together."""
