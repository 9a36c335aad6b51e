"""Product Fees v0: what a sale would cost, and, beside it, whose sale that would be."""
