"""Windows of the reporting unit: what is due, the form, the check, the receipt."""
