"""The page on which a seller lets an application act for them, as Seller Central shows it."""
