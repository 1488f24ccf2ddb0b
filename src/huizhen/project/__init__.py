"""Where everything meets: settings, and who serves which port."""
