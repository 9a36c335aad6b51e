"""The insights table: rows and the stores over them; a row never leaves this package."""
