"""The channel's edge: Meta's words end here."""
