"""What the patient allows: per purpose, recipient and country."""
