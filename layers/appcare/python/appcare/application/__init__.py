"""What AppCare does, one verb for each file, against the ports in `ports.py`."""
