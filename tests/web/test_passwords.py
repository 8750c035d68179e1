"""How passwords are kept: slow to guess, whatever the other tests do to be quick."""

from __future__ import annotations

from django.contrib.auth.hashers import ScryptPasswordHasher, make_password

from safeconduct.web import settings as of_the_server
from safeconduct.web.accounts.models import Account
from tests.web.light import Light


def test_the_server_keeps_passwords_by_a_hash_that_costs_memory_and_time() -> None:
    assert of_the_server.PASSWORD_HASHERS == ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    heavy = ScryptPasswordHasher
    assert 128 * heavy.block_size * heavy.work_factor >= 16 * 2**20  # bytes for each guess
    assert heavy.work_factor * heavy.parallelism >= 2**16


def test_what_the_tests_take_instead_is_the_same_with_less_work() -> None:
    written = make_password("nine lamps on the quay")
    algorithm, work, _salt, block_size, parallelism, _hash = written.split("$")
    assert (algorithm, int(work), int(block_size), int(parallelism)) == ("scrypt", Light.work_factor, Light.block_size, 1)
    assert (Light.verify, Light.encode) == (ScryptPasswordHasher.verify, ScryptPasswordHasher.encode)
    assert Account(password=written).check_password("nine lamps on the quay")
