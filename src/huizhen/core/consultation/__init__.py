"""Consultation: invitation, clock and calendars, answer contract, opinion."""
