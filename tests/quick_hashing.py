"""Argon2 with the least work: tests sign in hundreds of times and keep nothing secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's own scheme, one pass over little memory."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
