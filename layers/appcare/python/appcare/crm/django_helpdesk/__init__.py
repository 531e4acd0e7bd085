"""django-helpdesk: tickets in a Django site."""
