"""Thousands of executions while the parts of the stack are killed at random, and then a look into the books.

    python -m tests.reliability.chaos --executions 10000 --kills 100 --seed 1

What is asked, and what is killed when, follows from the seed; how it interleaves does not. Everything that was sent and
heard is in a journal on disk.
"""
