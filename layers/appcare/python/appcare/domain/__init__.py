"""What AppCare is about: no AWS, no Meta words, no clock, no input or output."""
