"""Prices as pure functions: an order, its terms and its coverage in; dated claim lines to the cent out."""
