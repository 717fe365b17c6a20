"""`python -m tests.bench.gateway`: execute-prompt beside what a team would use instead, LiteLLM's proxy."""
