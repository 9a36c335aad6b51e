"""The OpenAPI 3.1 document, made of nothing but the route declarations and their models."""
