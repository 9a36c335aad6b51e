"""One folder a Lambda; each handler parses, calls one service and answers a plain dict."""
