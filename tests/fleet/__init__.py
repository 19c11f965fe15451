"""A whole fleet of terminals that comes back after an outage, in virtual time: the product's code, a modelled line."""
