"""One module a stack; a stack composes constructs and holds the grants."""
