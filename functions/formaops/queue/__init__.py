"""The durable queue's workers: they claim, run and end executions and other tasks, as long as they are told to."""
