"""Departments, invitations, submission, clock, opinion."""
