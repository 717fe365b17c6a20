"""Request in, response out: authentication, problem documents, streaming, OpenAPI."""
