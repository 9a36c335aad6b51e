"""Shapes of queries, bodies and answers: the contract, apart from what services pass around."""
