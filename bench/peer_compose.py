"""The peer of `check`: compose a file with PyYAML's C parser, and do nothing with it."""

import sys

import yaml

with open(sys.argv[1], "rb") as file:
    yaml.compose(file, Loader=yaml.CBaseLoader)
