"""The pages of a frontend, read by a hundred users at once over PostgREST's pool of connections.

The bound is a requirement: all reads behind a page are answered in less than three seconds.
"""
