"""Accounts: persons, their sign-in, the posts they hold and when they hold them."""
