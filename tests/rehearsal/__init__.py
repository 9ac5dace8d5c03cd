"""One story of publishing, from the first publish to a rollback from another machine.

``python -m tests.rehearsal`` plays it against the fake node and the fake booking service, with the real
commands in a real workspace. Then it plays every fault, and fifty random kills.
"""
