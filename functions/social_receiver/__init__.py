"""Takes what AWS End User Messaging Social publishes: unwraps, splits, stores."""
