"""A second peer of `status`, for information: decode every line of a file with the standard library."""

import json
import sys

with open(sys.argv[1], "rb") as lines:
    for line in lines:
        json.loads(line)
