"""An AppCare adapter for Desk."""
