"""Where objects meet: settings are read, clients are made, services get their adapters."""
