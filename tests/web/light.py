"""Passwords in the tests of the pages: made as the server makes them, with little work, for these tests sign in very often."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class Light(ScryptPasswordHasher):
    """Scrypt, a thousand times lighter. `test_passwords` asks that the server has none but the heavy one."""

    work_factor, parallelism = 2**4, 1
