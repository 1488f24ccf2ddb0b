"""Records arrive: enquiry, uploads, inventory, quarantine, facts."""
