"""AppCare's runtime: WhatsApp updates in, a log of what happened, events out to CRMs."""
