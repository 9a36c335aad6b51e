"""The simple feed (a mock extension): products with their newest reviews, reviews by product."""
