"""Everything that exists only to run ShelfSignal on one machine; nothing else imports it."""
