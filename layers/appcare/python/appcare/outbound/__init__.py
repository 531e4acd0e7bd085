"""What every call out of here goes through: which addresses may be called, and how long a call lasts."""
