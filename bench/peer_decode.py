"""The peer of `status`: decode every line of a file with msgspec, into the same types, and do nothing with it."""

import sys

from safeconduct.kernel.acts import decoder

decode = decoder.decode
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        decode(line)
