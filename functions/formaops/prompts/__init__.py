"""Prompts: run one and settle what it cost, try one without a model, save its validations."""
