"""Any endpoint that takes signed webhooks."""
