"""Who may call: organisations' API keys and what each key is allowed to do."""
