"""The local target: the emulator, the doubles of WhatsApp and of a CRM, and the commands that run them."""
