"""How long a build takes, and how much memory, beside the least that its work can take."""
