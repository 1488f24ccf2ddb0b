"""Who may sign in: people, their organisations and roles, invitations."""
