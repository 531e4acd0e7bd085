"""Request Tracker 5: customers are users, conversations tickets, events correspondence."""
