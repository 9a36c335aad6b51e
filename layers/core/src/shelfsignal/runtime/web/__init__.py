"""What every HTTP Lambda is made of: routes as declarations, and all that is read off them."""
