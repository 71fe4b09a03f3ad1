"""Tests of the house itself: who imports whom, sizes, routes, words that must not be there."""
