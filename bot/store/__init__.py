"""The memory: PostgreSQL. The only SQL of the house, and its only door to the queue.

Read in this order: tables (what is kept), chain (how a timeline proves itself), store (one transaction
in two round trips), queue (what is done in the world afterwards), queries (what lists and pages read).
"""
