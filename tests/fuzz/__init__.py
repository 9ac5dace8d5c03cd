"""Hostile input by the hundred thousand, for every reader of the tool.

    python -m tests.fuzz [READER…] --inputs 100000 --seed 1

Each input is made from the seed and its number alone, so that any of them can be made again. What is
not answered as its reader promises is a find: its input is kept beside the traceback.
"""
