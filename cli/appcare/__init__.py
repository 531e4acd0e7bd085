"""What an operator types; it prints, and `appcare.application` does the work."""
