"""The record: signed acts in a log that no side can rewrite, and everything needed to check it.

This room imports no other room, so that whoever wants to check a log needs this folder and a library for signatures, and
nothing else. What its files hold is written in `docs/spec/record.md`.
"""
