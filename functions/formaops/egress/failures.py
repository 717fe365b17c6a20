"""Why nothing came back. The texts may be shown to whoever gave the address: they never tell what it resolved to."""


class EgressError(Exception):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Refused(EgressError):
    """Nothing was sent: the address is one that we do not ask."""


class Unreachable(EgressError):
    """There is no such host, or the conversation with it broke."""


class TimedOut(EgressError):
    """It took longer than it may."""
