"""The pages of benefits: reading them, changing them by a form, those of all projects."""
