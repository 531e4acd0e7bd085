"""Opening a number step by step: who is in, how many a time, and when the next step comes."""
