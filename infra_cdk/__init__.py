"""The one template: everything ShelfSignal runs on, for a laptop, LocalStack and AWS alike."""
