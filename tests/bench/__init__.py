"""`python -m tests.bench`: what the functions cost beside the model and the database."""
