"""Movements: the way out of people who are cut off, and the transfers that follow it.

Answers when a movement may begin, what blocks or halts it, and whether as many arrived as set out. Where people hide is
not known here, nor which way they take to the assembly point, nor where anyone is on the road. Whether a case may
travel, has boarded or was received is for the room of persons; it is asked for as a fact.
"""
