"""The CRM's edge: one folder for each kind of CRM, the only door to them in `http.py`."""
