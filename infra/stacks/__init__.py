"""What keeps data, what works on it, and what watches: three stacks in this order."""
