"""Tells API Gateway whose API key a request carries."""
