"""Whatever may be sent to the central: by its own description, by attackers, by chance."""
